using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Compute.Executing;

/// <summary>Does what a task says: on the compute pool, in slices, with memory that is reserved first; inference through a replica; by agents.</summary>
internal sealed class AttemptWork(
    InferenceWork inference,
    AgentWork agents,
    ComputePool pool,
    MemoryLedger ledger,
    ResidentWeights residentWeights,
    Store store,
    LongWork longWork,
    TaskRetry retry,
    IOptions<TaskOptions> options,
    TimeProvider time)
{
    private const string Unavailable = "Its silo met an error that it did not expect; the log has the details.";

    private static readonly TimeSpan PauseWithoutMemory = TimeSpan.FromSeconds(1);

    /// <summary>All tasks of a silo share what one deployment is entitled to.</summary>
    private static readonly ComputeFlow Flow = new("tasks");

    /// <summary>Runs an attempt to its end.</summary>
    /// <param name="task">What to run.</param>
    /// <param name="stopping">Stops it: the task is then given back, if it is still this attempt's.</param>
    /// <returns>How it ended; it does not throw for what is the task's own fault, or that of memory, disks and other silos.</returns>
    public async Task<AttemptEnd> RunAsync(ClaimedTask task, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(task.TimeoutMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, timeout.Token);
        try
        {
            var work = StoredWork.Read(task.Work, task.Input);
            var most = TimeSpan.FromMilliseconds(task.TimeoutMs);
            return await CompleteAsync(task, work.Type switch
            {
                TaskTypes.Inference => await inference.RunAsync(work, most, either.Token),
                TaskTypes.Agent => await agents.RunAsync(new TaskId(task.Id), work.Input!, most, either.Token),
                _ => await ComputeAsync(task, work, either.Token),
            });
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return AttemptEnd.Released(IdOf(task));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            // Another attempt would take as long.
            return Failed(task, $"It ran longer than its timeoutMs, {task.TimeoutMs:N0}.");
        }
        catch (TaskFailedException failed)
        {
            return Failed(task, failed.Message);
        }
        catch (MemoryRefusedException refused)
        {
            return new AttemptEnd
            {
                Id = IdOf(task),
                State = TaskState.Delayed,
                FailedOn = refused.Requested > refused.Capacity ? task.Node : null,
                NotBefore = (time.GetUtcNow() + (PauseWithoutMemory * Math.Min(task.Attempt, 30))).ToUnixTimeMilliseconds(),
                Error = $"It waits for memory on {task.Node}: it needs {refused.Requested:N0} bytes, and {refused.Free:N0} of {refused.Capacity:N0} are free.",
            };
        }
        catch (ComputeRefusedException refused)
        {
            return Retry(task, refused.Message);
        }
        catch (RefusedException refused)
        {
            return refused.Reason is RefusalReason.Busy or RefusalReason.Unavailable or RefusalReason.Stale or RefusalReason.NoRoom or RefusalReason.DeadlineExceeded
                ? Retry(task, refused.Message)
                : Failed(task, refused.Message);
        }
    }

    /// <summary>The end of an attempt that ended in an exception.</summary>
    public AttemptEnd Unexpected(ClaimedTask task) => Retry(task, Unavailable);

    private static AttemptId IdOf(ClaimedTask task) => new(task.Id, task.Attempt);

    private async Task<TaskResult> ComputeAsync(ClaimedTask task, TaskWork work, CancellationToken cancellationToken)
    {
        var plan = ComputePlan.For(work, options.Value.Limits, string.Empty);

        // What a task requires is its own, whether it uses it or not; within that it allocates as it likes.
        var bytes = Math.Max(plan.NativeBytes, TaskNeeds.Parse(task.Requires).MemoryBytes);
        using var reserved = residentWeights.MakingRoom(() => ledger.Reserve(bytes));
        using var computation = plan.Start(work, new MemoryLedger(bytes));
        await pool.RunAsync(Flow, computation.RunSlice, cancellationToken);
        return new TaskResult(plan.Shape, computation.Result.ToArray());
    }

    private async Task<AttemptEnd> CompleteAsync(ClaimedTask task, TaskResult result)
    {
        var isLong = result.Data.Length > options.Value.MaxInlineResultBytes;
        return new AttemptEnd
        {
            Id = IdOf(task),
            State = TaskState.Completed,
            Finished = time.GetUtcNow().ToUnixTimeMilliseconds(),
            ResultShape = TaskRow.FormatShape(result.Shape),
            Result = isLong ? null : result.Data,
            Artifact = isLong ? await PublishAsync(result) : null,
            Output = result.Output is { } output ? StoredActivation.Write(output) : null,
        };
    }

    private async Task<string> PublishAsync(TaskResult result)
    {
        var staged = await longWork.RunAsync(
            () => store.Artifacts.Stage(content =>
            {
                content.Write(NpyHeader.Of(result.Shape));
                content.Write(result.Data);
            }),
            CancellationToken.None);
        await store.Artifacts.PublishAsync(staged, CancellationToken.None);
        return staged.Sha256;
    }

    private AttemptEnd Failed(ClaimedTask task, string error) => new()
    {
        Id = IdOf(task),
        State = TaskState.Failed,
        IsFailure = true,
        Error = error,
        Finished = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private AttemptEnd Retry(ClaimedTask task, string error) => retry.End(IdOf(task), task.Node, task.Failures, task.MaxAttempts, error);
}
