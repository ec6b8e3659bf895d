using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors.Compute;
using InfernoOrleans.Tests.Compute;

namespace InfernoOrleans.Tests.Inference;

/// <summary>Large requests are cut, so that others get their turn and a sender that hangs up stops paying.</summary>
public sealed class SliceTests : IDisposable
{
    private static readonly TimeSpan hour = TimeSpan.FromHours(1);

    private readonly InferencePlan plan = InferencePlan.Compile(NNBuilder.BuildFeedForward(64, [512, 512], 4, seed: 7).Network);
    private readonly ComputePool pool = new(workers: 1);

    public void Dispose()
    {
        pool.Dispose();
        plan.Dispose();
    }

    [Fact]
    public async Task Enqueue_ALargeRequestBesideASmallOneOfAnotherDeployment_AnswersTheSmallOneFirst()
    {
        await using var large = Queue("large");
        await using var small = Queue("small");
        using var gate = new Gate();
        var holding = pool.RunAsync(new ComputeFlow("gate"), gate.PassOnce);
        await gate.Reached;
        var slow = large.EnqueueAsync(Request(rows: 20_000), CancellationToken.None);
        var quick = small.EnqueueAsync(Request(rows: 1), CancellationToken.None);
        gate.Open();

        Assert.Same(quick, await Task.WhenAny(quick, slow));
        await Task.WhenAll(holding, quick, slow);
    }

    [Fact]
    public async Task Enqueue_ALargeRequest_GivesEachRowItsAnswer()
    {
        await using var queue = Queue("large");
        var request = Request(rows: 3_000);
        var expected = new float[3_000 * plan.OutputSize];
        plan.Run(MemoryMarshal.Cast<byte, float>(request.Rows.Span), expected, 3_000);

        var answer = await queue.EnqueueAsync(request, CancellationToken.None);

        Assert.Equal(MemoryMarshal.AsBytes(expected.AsSpan()).ToArray(), answer.Rows.ToArray());
    }

    [Fact]
    public async Task Enqueue_ALargeRequestThatIsGivenUpWhileItRuns_LeavesTheWorkerSoon()
    {
        await using var queue = Queue("large");
        using var cancellation = new CancellationTokenSource();
        var given = queue.EnqueueAsync(Request(rows: 20_000), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await queue.EnqueueAsync(Request(rows: 1), CancellationToken.None);
    }

    [Fact]
    public void Rows_OfASlice_FollowWhatWasMeasured()
    {
        var size = new SliceSize(parameters: 100_000);
        Assert.Equal(50, size.Rows);
        for (var i = 0; i < 100; i++)
        {
            size.Learn(1_000, TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(size.Rows, 448, 500);
        for (var i = 0; i < 100; i++)
        {
            size.Learn(1, TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal(1, size.Rows);
        size.Learn(0, TimeSpan.FromMilliseconds(1));
        size.Learn(1, TimeSpan.Zero);
        Assert.Equal(1, size.Rows);
    }

    [Fact]
    public void Rows_OfASlice_AreAtLeastOne() => Assert.Equal(1, new SliceSize(parameters: 1_000_000_000).Rows);

    private static InferenceRequest Request(int rows)
    {
        var random = new Random(rows);
        var values = Enumerable.Range(0, rows * 64).Select(_ => random.NextSingle()).ToArray();
        return new InferenceRequest(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), hour);
    }

    private InferenceQueue Queue(string deployment) =>
        new(plan, pool, new ComputeFlow(deployment), new BatchingOptions(), TimeProvider.System);
}
