using InfernoOrleans.Grains.Compute.Events;
using InfernoOrleans.Grains.Compute.Executing;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Grains.Storage;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Compute;

/// <inheritdoc cref="ITaskGrain"/>
/// <remarks>It holds nothing: the row is the task. It is collected soon after the last question.</remarks>
[Reentrant, LoadAwarePlacement, CollectionAgeLimit(Minutes = 1.1), GrainType("task")]
internal sealed class TaskGrain(TaskTable tasks, ComputeEvents events, Store store) : Grain, ITaskGrain
{
    private const int MostRead = 1 << 20;

    private Task<Stream>? opening;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (opening is { IsCompletedSuccessfully: true })
        {
            opening.Result.Dispose();
        }

        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public Task<TaskInfo> DescribeAsync(CancellationToken cancellationToken) => tasks.DescribeAsync(Id, cancellationToken);

    public async Task<TaskInfo> WaitAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        var wait = most < TimeSpan.Zero ? TimeSpan.Zero : most < TaskWaits.Slice ? most : TaskWaits.Slice;
        TaskInfo? seen = null;
        await events.WaitForEndAsync(
            Id.Number,
            async () =>
            {
                seen = await tasks.DescribeAsync(Id, cancellationToken);
                return seen.IsEnded;
            },
            wait,
            cancellationToken);
        return seen is { IsEnded: true } ? seen : await tasks.DescribeAsync(Id, cancellationToken);
    }

    public async Task<TaskInfo> CancelAsync(CancellationToken cancellationToken)
    {
        if (await tasks.CancelAsync(Id, cancellationToken) is { } cancelled)
        {
            events.Poke();
            if (cancelled.Executor is { } executor)
            {
                await GrainFactory.GetGrain<ISchedulerGrain>(ISchedulerGrain.Default)
                    .CancelledAsync(executor, new AttemptId(cancelled.Id, (int)cancelled.Attempt));
            }
        }

        var task = await tasks.DescribeAsync(Id, cancellationToken);
        return task.Status == ComputeTaskStatus.Cancelled
            ? task
            : throw new RefusedException(RefusalReason.Conflict, $"{Id} has {task.Status.ToString().ToLowerInvariant()}; it cannot be cancelled any more.");
    }

    public async Task<ReadOnlyMemory<byte>> ReadResultAsync(long offset, int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (opening is null or { IsFaulted: true } or { IsCanceled: true })
        {
            opening = OpenAsync();
        }

        var content = await opening.WaitAsync(cancellationToken);
        var part = new byte[Math.Clamp(content.Length - offset, 0, Math.Min(most, MostRead))];
        content.Position = Math.Min(offset, content.Length);
        content.ReadExactly(part);
        return part;
    }

    private TaskId Id => TaskId.TryParse(this.GetPrimaryKeyString(), out var id) ? id : throw TaskTable.Unknown(this.GetPrimaryKeyString());

    /// <summary>For all that read at the same time.</summary>
    private async Task<Stream> OpenAsync()
    {
        var task = await tasks.DescribeAsync(Id, CancellationToken.None);
        if (task.Status != ComputeTaskStatus.Completed)
        {
            throw new RefusedException(RefusalReason.Conflict, $"{Id} is {task.Status}; it has no result.");
        }

        if (task.Artifact is { } sha256)
        {
            await store.Artifacts.FetchAsync(sha256, CancellationToken.None);
            return store.Artifacts.OpenVerified(sha256);
        }

        return new MemoryStream([.. NpyHeader.Of(task.ResultShape!.Select(extent => (int)extent)), .. task.Result!.Value.Span]);
    }
}
