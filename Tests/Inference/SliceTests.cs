using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors;
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
        var first = Task.WhenAny(quick, slow);
        gate.Open();

        Assert.Same(quick, await first);
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
    public async Task Batch_WhoseSenderGivesUpBetweenSlices_RunsNoMoreOfItsRows()
    {
        using var cancellation = new CancellationTokenSource();
        var batch = new InferenceBatch(plan);
        var given = Waiting(rows: 100, cancellationToken: cancellation.Token);
        batch.Add(given);
        Assert.True(Run(batch, rows: 10) > 0);
        Assert.False(batch.IsDone);

        await cancellation.CancelAsync();

        Assert.True(given.Task.IsCanceled);
        Assert.Equal(0, Run(batch, rows: 10));
        Assert.True(batch.IsDone);
    }

    [Fact]
    public async Task Batch_OfSeveralRequests_AnswersEachWhenItsRowsAreDone()
    {
        var batch = new InferenceBatch(plan);
        WaitingRequest[] requests = [Waiting(rows: 3), Waiting(rows: 4), Waiting(rows: 5)];
        Array.ForEach(requests, batch.Add);

        Assert.True(Run(batch, rows: 6) > 0);
        Assert.Equal([true, false, false], requests.Select(request => request.Task.IsCompleted));
        Assert.True(Run(batch, rows: 6) > 0);

        Assert.True(batch.IsDone);
        foreach (var request in requests)
        {
            var expected = new float[request.RowCount * plan.OutputSize];
            plan.Run(MemoryMarshal.Cast<byte, float>(request.Rows.Span), expected, request.RowCount);
            Assert.Equal(MemoryMarshal.AsBytes(expected.AsSpan()).ToArray(), (await request.Task).Rows.ToArray());
        }
    }

    [Fact]
    public async Task Batch_WithASenderThatHasGoneBeforeTheOthers_StillAnswersTheOthers()
    {
        using var cancellation = new CancellationTokenSource();
        var batch = new InferenceBatch(plan);
        WaitingRequest[] requests = [Waiting(rows: 3), Waiting(rows: 4, cancellationToken: cancellation.Token), Waiting(rows: 5)];
        Array.ForEach(requests, batch.Add);
        await cancellation.CancelAsync();
        while (!batch.IsDone)
        {
            Run(batch, rows: 2);
        }

        Assert.Equal(3 * plan.OutputSize * sizeof(float), (await requests[0].Task).Rows.Length);
        Assert.True(requests[1].Task.IsCanceled);
        var expected = new float[5 * plan.OutputSize];
        plan.Run(MemoryMarshal.Cast<byte, float>(requests[2].Rows.Span), expected, 5);
        Assert.Equal(MemoryMarshal.AsBytes(expected.AsSpan()).ToArray(), (await requests[2].Task).Rows.ToArray());
    }

    [Fact]
    public async Task Enqueue_OneRowThatTakesSeveralSlices_LetsAnotherDeploymentIn()
    {
        // 13 million multiply-adds, of which a slice does not dare more than five at first.
        using var largePlan = InferencePlan.Compile(NNBuilder.BuildFeedForward(16, [2_048, 2_048, 2_048, 2_048], 4, seed: 7).Network, TensorDType.INT8);
        await using var large = Queue("large", largePlan);
        await using var small = Queue("small");
        using var gate = new Gate();
        var holding = pool.RunAsync(new ComputeFlow("gate"), gate.PassOnce);
        await gate.Reached;
        var slow = large.EnqueueAsync(Request(rows: 1, size: 16), CancellationToken.None);
        var quick = small.EnqueueAsync(Request(rows: 1), CancellationToken.None);
        var first = Task.WhenAny(quick, slow);
        gate.Open();

        Assert.Same(quick, await first);
        await Task.WhenAll(holding, quick, slow);
    }

    [Fact]
    public async Task Batch_OfOneLargeRow_IsInterruptedBetweenLayersAndWithinThem()
    {
        using var largePlan = InferencePlan.Compile(NNBuilder.BuildFeedForward(16, [1_024, 1_024], 4, seed: 7).Network);
        var batch = new InferenceBatch(largePlan);
        var request = Waiting(rows: 1, size: 16);
        batch.Add(request);
        var pieces = 0;
        for (; !batch.IsDone; pieces++)
        {
            Assert.InRange(batch.Run(mostRows: 1, most: 1, queueDepth: 0), 1, 12 * 32 * 1_024);
        }

        // Of each hidden layer 32 panels, 12 at a time, and the output layer.
        Assert.Equal(3 + 3 + 1, pieces);
        var expected = new float[4];
        largePlan.Run(MemoryMarshal.Cast<byte, float>(request.Rows.Span), expected, 1);
        Assert.Equal(MemoryMarshal.AsBytes(expected.AsSpan()).ToArray(), (await request.Task).Rows.ToArray());
    }

    [Fact]
    public async Task Batch_WhoseSenderGivesUpWithinARow_GivesTheRowUpAndItsMemoryBack()
    {
        using var onlyOne = InferencePlan.Compile(NNBuilder.BuildFeedForward(64, [512, 512], 4, seed: 7).Network, maxConcurrency: 1);
        using var cancellation = new CancellationTokenSource();
        var batch = new InferenceBatch(onlyOne);
        batch.Add(Waiting(rows: 1, cancellationToken: cancellation.Token));
        Assert.True(batch.Run(mostRows: 1, most: 1, queueDepth: 0) > 0);
        Assert.Null(onlyOne.TryBegin(1));

        var other = new InferenceBatch(onlyOne);
        other.Add(Waiting(rows: 1));
        Assert.Equal(0, Run(other, rows: 1));
        Assert.False(other.IsDone);
        await cancellation.CancelAsync();

        Assert.Equal(0, Run(batch, rows: 1));
        Assert.True(batch.IsDone);
        Assert.True(Run(other, rows: 1) > 0);
        Assert.True(other.IsDone);
    }

    [Fact]
    public void Rows_OfASlice_FollowWhatWasMeasured()
    {
        var size = new SliceSize(parameters: 100_000);
        Assert.Equal(50, size.Rows);
        for (var i = 0; i < 100; i++)
        {
            size.Learn(1_000 * 100_000, TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(size.Rows, 448, 500);
        for (var i = 0; i < 100; i++)
        {
            size.Learn(100_000, TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal(1, size.Rows);
        size.Learn(0, TimeSpan.FromMilliseconds(1));
        size.Learn(100_000, TimeSpan.Zero);
        Assert.Equal(1, size.Rows);
    }

    [Fact]
    public void Rows_OfASlice_AreAtLeastOne() => Assert.Equal(1, new SliceSize(parameters: 1_000_000_000).Rows);

    private static long Run(InferenceBatch batch, int rows) => batch.Run(rows, long.MaxValue, queueDepth: 0);

    private static InferenceRequest Request(int rows, int size = 64)
    {
        var random = new Random(rows);
        var values = Enumerable.Range(0, rows * size).Select(_ => random.NextSingle()).ToArray();
        return new InferenceRequest(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), hour);
    }

    private static WaitingRequest Waiting(int rows, int size = 64, CancellationToken cancellationToken = default)
    {
        var request = Request(rows, size);
        var waiting = new WaitingRequest(request.Rows, rows, 0, long.MaxValue, new ReplicaMeter(TimeProvider.System, new SiloTraffic()), cancellationToken);
        waiting.Watch();
        return waiting;
    }

    private InferenceQueue Queue(string deployment, InferencePlan? served = null) =>
        new(served ?? plan, pool, new ComputeFlow(deployment), new BatchingOptions(), TimeProvider.System, new ReplicaMeter(TimeProvider.System, new SiloTraffic()));
}
