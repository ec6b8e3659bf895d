using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Tests.Inference;

/// <summary>Two queues that are kept busy on one pool, by the processor time that each has had: how fast the machine is does not matter.</summary>
public sealed class WeightedShareTests : IDisposable
{
    private const int InputSize = 256;
    private static readonly TimeSpan enough = TimeSpan.FromSeconds(2);

    private readonly InferencePlan plan = InferencePlan.Compile(NNBuilder.BuildFeedForward(InputSize, [512, 512], 8, seed: 5).Network);
    private readonly InferencePlan other = InferencePlan.Compile(NNBuilder.BuildFeedForward(InputSize, [512, 512], 8, seed: 6).Network);

    public void Dispose()
    {
        plan.Dispose();
        other.Dispose();
    }

    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(2, 1, 3)]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 2)]
    public async Task Queues_KeptBusy_ShareTheWorkersByTheirWeights(int workers, int lighter, int heavier)
    {
        using var pool = new ComputePool(workers);
        var light = new ReplicaMeter(TimeProvider.System, new SiloTraffic());
        var heavy = new ReplicaMeter(TimeProvider.System, new SiloTraffic());
        await using var lightQueue = Queue(pool, plan, "deploy-1", lighter, light);
        await using var heavyQueue = Queue(pool, other, "deploy-2", heavier, heavy);
        using var done = new CancellationTokenSource();
        var asking = Task.WhenAll(KeepBusyAsync(lightQueue, done.Token), KeepBusyAsync(heavyQueue, done.Token));

        // What was used before both were busy does not count.
        await UntilAsync(() => TimeOf(light) > TimeSpan.FromMilliseconds(50) && TimeOf(heavy) > TimeSpan.FromMilliseconds(50), asking);
        var (lightBefore, heavyBefore) = (TimeOf(light), TimeOf(heavy));
        await UntilAsync(() => TimeOf(light) - lightBefore + TimeOf(heavy) - heavyBefore > enough, asking);
        var (lightUsed, heavyUsed) = (TimeOf(light) - lightBefore, TimeOf(heavy) - heavyBefore);
        await done.CancelAsync();
        await asking;

        var all = lightUsed + heavyUsed;
        Assert.InRange(lightUsed / all, 0.8 * lighter / (lighter + heavier), 1);
        Assert.InRange(heavyUsed / all, 0.8 * heavier / (lighter + heavier), 1);
    }

    private static InferenceQueue Queue(ComputePool pool, InferencePlan plan, string deployment, int weight, ReplicaMeter meter) =>
        new(plan, pool, new ComputeFlow(deployment, weight), new BatchingOptions(), TimeProvider.System, meter);

    private static TimeSpan TimeOf(ReplicaMeter meter) => meter.Read(queueDepth: 0, residentBytes: 0).ComputeTime;

    /// <summary>Many ask all the time, each with more rows than a slice takes.</summary>
    private static Task KeepBusyAsync(InferenceQueue queue, CancellationToken done) => Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
    {
        var request = new InferenceRequest(new byte[64 * InputSize * sizeof(float)], TimeSpan.FromHours(1));
        while (!done.IsCancellationRequested)
        {
            await queue.EnqueueAsync(request, CancellationToken.None);
        }
    }));

    private static async Task UntilAsync(Func<bool> isSo, Task asking)
    {
        while (!isSo())
        {
            Assert.False(asking.IsFaulted, $"{asking.Exception}");
            await Task.Delay(5);
        }
    }
}
