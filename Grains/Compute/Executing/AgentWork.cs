using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Compute.Executing;

/// <summary>
/// Agent tasks: an activation that has the id of the task, and keeps its answer by it. However often it is attempted, it is answered once, whatever
/// is bound meanwhile, and remembered once. One that was ended meanwhile may have been remembered all the same.
/// </summary>
internal sealed class AgentWork(IGrainFactory grains, TimeProvider time)
{
    /// <summary>Of keys that tasks make themselves; they do not meet those of clients.</summary>
    private const string Principal = "task";

    private const string Operation = "agent";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>How long agents that cannot answer are asked again before the attempt has failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(1);

    /// <summary>Has the agents answer.</summary>
    /// <returns>How many did, and what.</returns>
    /// <exception cref="RefusedException">They cannot.</exception>
    public async Task<TaskResult> RunAsync(TaskId task, ActivationInput input, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var id = task.ToString();
        var command = new ActivateCommand(
            id, input, Agent: null, timeout < LongestCall ? timeout : LongestCall, new IdempotencyToken(Principal, id, Operation));
        var answer = await AskAsync(command, cancellationToken);
        return new TaskResult([1], BitConverter.GetBytes((float)answer.Responses.Count), new TaskActivation(input, answer));
    }

    private async Task<ActivationAnswer> AskAsync(ActivateCommand command, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await grains.GetGrain<ICivicAngelGrain>(0).ActivateAsync(command, cancellationToken).WaitAsync(cancellationToken);
            }
            catch (Exception exception) when (MayPass(exception, cancellationToken) && time.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (Exception exception) when (IsLoss(exception, cancellationToken))
            {
                throw new RefusedException(RefusalReason.Unavailable, "The agents did not answer.", exception);
            }
        }
    }

    /// <summary>A task names no agent: one that is not there any more has only just gone. Its key meets nothing but its own earlier attempts.</summary>
    private static bool MayPass(Exception exception, CancellationToken cancellationToken) =>
        IsLoss(exception, cancellationToken)
        || exception is RefusedException
        {
            Reason: RefusalReason.Stale or RefusalReason.Unavailable or RefusalReason.Busy or RefusalReason.NotFound or RefusalReason.Conflict,
        };

    /// <summary>Calls to silos that die are cancelled, too.</summary>
    private static bool IsLoss(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && (exception is OrleansException or TimeoutException or OperationCanceledException);
}
