using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Placement;
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
    public async Task Batch_WhoseSenderGivesUpBetweenSlices_RunsNoMoreOfItsRows()
    {
        using var cancellation = new CancellationTokenSource();
        var batch = new InferenceBatch(plan);
        var given = Waiting(rows: 100, cancellation.Token);
        batch.Add(given);
        Assert.Equal(10, batch.Run(most: 10, queueDepth: 0));
        Assert.False(batch.IsDone);

        await cancellation.CancelAsync();

        Assert.True(given.Task.IsCanceled);
        Assert.Equal(0, batch.Run(most: 10, queueDepth: 0));
        Assert.True(batch.IsDone);
    }

    [Fact]
    public async Task Batch_OfSeveralRequests_AnswersEachWhenItsRowsAreDone()
    {
        var batch = new InferenceBatch(plan);
        WaitingRequest[] requests = [Waiting(rows: 3), Waiting(rows: 4), Waiting(rows: 5)];
        Array.ForEach(requests, batch.Add);

        Assert.Equal(6, batch.Run(most: 6, queueDepth: 0));
        Assert.Equal([true, false, false], requests.Select(request => request.Task.IsCompleted));
        Assert.Equal(6, batch.Run(most: 6, queueDepth: 0));

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
        WaitingRequest[] requests = [Waiting(rows: 3), Waiting(rows: 4, cancellation.Token), Waiting(rows: 5)];
        Array.ForEach(requests, batch.Add);
        await cancellation.CancelAsync();
        while (!batch.IsDone)
        {
            batch.Run(most: 2, queueDepth: 0);
        }

        Assert.Equal(3 * plan.OutputSize * sizeof(float), (await requests[0].Task).Rows.Length);
        Assert.True(requests[1].Task.IsCanceled);
        var expected = new float[5 * plan.OutputSize];
        plan.Run(MemoryMarshal.Cast<byte, float>(requests[2].Rows.Span), expected, 5);
        Assert.Equal(MemoryMarshal.AsBytes(expected.AsSpan()).ToArray(), (await requests[2].Task).Rows.ToArray());
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

    private static WaitingRequest Waiting(int rows, CancellationToken cancellationToken = default)
    {
        var request = Request(rows);
        var waiting = new WaitingRequest(request.Rows, rows, 0, long.MaxValue, new ReplicaMeter(TimeProvider.System, new SiloTraffic()), cancellationToken);
        waiting.Watch();
        return waiting;
    }

    private InferenceQueue Queue(string deployment) =>
        new(plan, pool, new ComputeFlow(deployment), new BatchingOptions(), TimeProvider.System, new SiloTraffic());
}
