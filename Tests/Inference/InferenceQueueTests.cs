using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors.Compute;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Inference;

public sealed class InferenceQueueTests : IDisposable
{
    private const int InputSize = 5;
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider time = new();
    private readonly InferencePlan plan = InferencePlan.Compile(NNBuilder.BuildFeedForward(InputSize, [16], 3, seed: 3).Network);

    private readonly ComputePool pool = new(workers: 2);

    public void Dispose()
    {
        pool.Dispose();
        plan.Dispose();
    }

    [Fact]
    public async Task Enqueue_ManyAtOnce_GivesEachItsOwnAnswerWhateverItsBatch()
    {
        await using var queue = Queue(new BatchingOptions { MaxBatchRows = 7 });
        var inputs = Enumerable.Range(0, 300).Select(i => Rows(seed: i, count: 1 + (i % 9))).ToArray();

        var answers = await Task.WhenAll(inputs.Select(input => Task.Run(() => queue.EnqueueAsync(input, CancellationToken.None))));

        for (var i = 0; i < inputs.Length; i++)
        {
            Assert.Equal(Alone(inputs[i]), answers[i].Rows.ToArray());
        }
    }

    [Fact]
    public async Task Enqueue_BeyondTheRequestsThatMayWait_IsRefusedAsBusy()
    {
        await using var queue = Queue(new BatchingOptions { MaxQueuedRequests = 2 });
        var refused = await FillAsync(queue);
        Assert.Equal(RefusalReason.Busy, refused.Reason);
    }

    [Fact]
    public async Task Enqueue_BeyondTheBytesThatMayWait_IsRefusedAsBusy()
    {
        await using var queue = Queue(new BatchingOptions { MaxQueuedBytes = 1_024 });
        var refused = await FillAsync(queue);
        Assert.Equal(RefusalReason.Busy, refused.Reason);
    }

    [Fact]
    public async Task Enqueue_OfOneRequestLargerThanAllThatMayWait_IsAnswered()
    {
        await using var queue = Queue(new BatchingOptions { MaxQueuedBytes = 1_024, MaxBatchRows = 2 });
        var input = Rows(seed: 1, count: 1_000);
        Assert.Equal(Alone(input), (await queue.EnqueueAsync(input, CancellationToken.None)).Rows.ToArray());
    }

    [Fact]
    public async Task Enqueue_AlreadyCancelled_IsNotExecuted()
    {
        await using var queue = Queue(new BatchingOptions());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => queue.EnqueueAsync(Rows(seed: 1, count: 1), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Enqueue_WhoseTimeIsUpWhenItsTurnComes_IsRefusedUnexecuted()
    {
        await using var queue = Queue(new BatchingOptions());
        var request = Rows(seed: 1, count: 1) with { Timeout = TimeSpan.FromTicks(-1) };
        var refused = await Assert.ThrowsAsync<RefusedException>(() => queue.EnqueueAsync(request, CancellationToken.None));
        Assert.Equal(RefusalReason.DeadlineExceeded, refused.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(InputSize - 1)]
    [InlineData(InputSize + 1)]
    public async Task Enqueue_OfValuesThatFillNoRows_IsRefused(int values)
    {
        await using var queue = Queue(new BatchingOptions());
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => queue.EnqueueAsync(new InferenceRequest(new byte[values * sizeof(float)], Long), CancellationToken.None));
        Assert.Equal(RefusalReason.Invalid, refused.Reason);
    }

    [Fact]
    public async Task Dispose_WithRequestsQueued_AnswersThemFirst()
    {
        var queue = Queue(new BatchingOptions { MaxBatchRows = 1 });
        var answers = Enumerable.Range(0, 100).Select(i => queue.EnqueueAsync(Rows(i, count: 1), CancellationToken.None)).ToArray();
        await queue.DisposeAsync();
        Assert.All(answers, answer => Assert.True(answer.IsCompletedSuccessfully));
    }

    /// <summary>Enqueues large requests faster than they can run, until one is refused.</summary>
    private static async Task<RefusedException> FillAsync(InferenceQueue queue)
    {
        var accepted = new List<Task<InferenceAnswer>>();
        var input = Rows(seed: 1, count: 20_000);
        RefusedException? refusal = null;
        while (refusal is null)
        {
            try
            {
                accepted.Add(queue.EnqueueAsync(input, CancellationToken.None));
            }
            catch (RefusedException refused)
            {
                refusal = refused;
            }
        }

        // What was accepted before is answered all the same.
        await Task.WhenAll(accepted);
        return refusal;
    }

    private InferenceQueue Queue(BatchingOptions options) => new(plan, pool, new ComputeFlow("deploy-1"), options, time, new ReplicaMeter(time, new SiloTraffic()));

    private static InferenceRequest Rows(int seed, int count)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, count * InputSize).Select(_ => (random.NextSingle() * 4) - 2).ToArray();
        return new InferenceRequest(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), Long);
    }

    private byte[] Alone(InferenceRequest request)
    {
        var rows = request.Rows.Length / (InputSize * sizeof(float));
        var output = new float[rows * plan.OutputSize];
        for (var row = 0; row < rows; row++)
        {
            plan.Run(
                MemoryMarshal.Cast<byte, float>(request.Rows.Span).Slice(row * InputSize, InputSize),
                output.AsSpan(row * plan.OutputSize, plan.OutputSize),
                rows: 1);
        }

        return MemoryMarshal.AsBytes(output.AsSpan()).ToArray();
    }
}
