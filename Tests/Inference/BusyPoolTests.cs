using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors.Compute;
using InfernoOrleans.Tests.Compute;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Inference;

/// <summary>What a queue does while the only worker of its pool is held by somebody else.</summary>
public sealed class BusyPoolTests : IAsyncLifetime
{
    private const int InputSize = 4;
    private static readonly TimeSpan second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider time = new();
    private readonly InferencePlan plan = InferencePlan.Compile(NNBuilder.BuildFeedForward(InputSize, [8], 2, seed: 5).Network);
    private readonly ComputePool pool = new(workers: 1, maxJobs: 2);
    private readonly Gate gate = new();
    private Task holding = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        holding = pool.RunAsync(new ComputeFlow("other"), gate.PassOnce);
        await gate.Reached;
    }

    public async Task DisposeAsync()
    {
        gate.Open();
        await holding;
        pool.Dispose();
        plan.Dispose();
        gate.Dispose();
    }

    [Fact]
    public async Task Enqueue_WhoseTimeIsUpWhileTheWorkersAreBusy_IsAnsweredAtOnce()
    {
        await using var queue = Queue(new BatchingOptions());
        var patient = queue.EnqueueAsync(Row(10 * second), CancellationToken.None);
        var hasty = queue.EnqueueAsync(Row(second), CancellationToken.None);
        var hastier = queue.EnqueueAsync(Row(second / 2), CancellationToken.None);

        time.Advance(second / 2);
        Assert.Equal(RefusalReason.DeadlineExceeded, (await Assert.ThrowsAsync<RefusedException>(() => hastier)).Reason);
        Assert.False(hasty.IsCompleted);
        time.Advance(second / 2);
        Assert.Equal(RefusalReason.DeadlineExceeded, (await Assert.ThrowsAsync<RefusedException>(() => hasty)).Reason);
        Assert.False(patient.IsCompleted);

        gate.Open();
        await patient;
    }

    [Fact]
    public async Task Enqueue_CancelledWhileTheWorkersAreBusy_IsAnsweredAtOnce()
    {
        await using var queue = Queue(new BatchingOptions());
        using var cancellation = new CancellationTokenSource();
        var waiting = queue.EnqueueAsync(Row(second), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Open();
    }

    [Fact]
    public async Task Enqueue_IntoAQueueFullOfCancelledRequests_IsTaken()
    {
        await using var queue = Queue(new BatchingOptions { MaxQueuedRequests = 2 });
        using var cancellation = new CancellationTokenSource();
        Task[] given = [queue.EnqueueAsync(Row(second), cancellation.Token), queue.EnqueueAsync(Row(second), cancellation.Token)];
        Assert.Throws<RefusedException>(() => { _ = queue.EnqueueAsync(Row(second), CancellationToken.None); });
        await cancellation.CancelAsync();

        var taken = queue.EnqueueAsync(Row(second), CancellationToken.None);

        gate.Open();
        await taken;
        Assert.All(given, task => Assert.True(task.IsCanceled));
    }

    [Fact]
    public async Task Enqueue_WithThePoolFull_IsRefusedAsBusyAndLaterTaken()
    {
        await using var queue = Queue(new BatchingOptions());
        var other = pool.RunAsync(new ComputeFlow("third"), () => false);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => queue.EnqueueAsync(Row(second), CancellationToken.None));
        Assert.Equal(RefusalReason.Busy, refused.Reason);

        gate.Open();
        await Task.WhenAll(holding, other);
        await queue.EnqueueAsync(Row(second), CancellationToken.None);
    }

    [Fact]
    public async Task Dispose_OfThePoolBeforeTheQueue_RefusesWhatWaits()
    {
        var queue = Queue(new BatchingOptions());
        var waiting = queue.EnqueueAsync(Row(second), CancellationToken.None);
        var closing = Task.Run(pool.Dispose);
        Assert.Equal(RefusalReason.Busy, (await Assert.ThrowsAsync<RefusedException>(() => waiting)).Reason);
        gate.Open();
        await closing;
        await queue.DisposeAsync();
    }

    [Fact]
    public async Task Batch_WithADelay_WaitsForItOrForEnoughRows()
    {
        gate.Open();
        await holding;
        await using var queue = Queue(new BatchingOptions { MaxDelay = second, MaxBatchRows = 3 });

        var early = queue.EnqueueAsync(Row(10 * second), CancellationToken.None);
        time.Advance(second / 2);
        var late = queue.EnqueueAsync(Row(10 * second), CancellationToken.None);
        Assert.Equal(0, pool.Jobs);
        time.Advance(second / 2);
        await Task.WhenAll(early, late);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => queue.EnqueueAsync(Row(10 * second), CancellationToken.None)));
    }

    [Fact]
    public async Task Dispose_DuringADelay_AnswersAtOnce()
    {
        gate.Open();
        await holding;
        var queue = Queue(new BatchingOptions { MaxDelay = second });
        var waiting = queue.EnqueueAsync(Row(10 * second), CancellationToken.None);
        await queue.DisposeAsync();
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    private static InferenceRequest Row(TimeSpan timeout) => new(new byte[InputSize * sizeof(float)], timeout);

    private InferenceQueue Queue(BatchingOptions options) => new(plan, pool, new ComputeFlow("deploy-1"), options, time, new ReplicaMeter(time, new SiloTraffic()));
}
