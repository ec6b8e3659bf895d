using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.CivicAngel.Activations;

/// <summary>
/// Has the agents of a plan answer: all of a step at one time, each with the voice that reached it. An agent whose silo is lost is asked again
/// where it comes to life, as long as there is time; that is harmless, since nothing lasts of an answer until all are there.
/// </summary>
internal sealed class Choir(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(1);

    /// <summary>Gathers the answers, in the order of the plan.</summary>
    /// <param name="plan">Who answers.</param>
    /// <param name="input">What.</param>
    /// <param name="models">Those that are given the data, and the deployments that they compute with.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">There is no such agent, or one cannot be reached in time.</exception>
    public async Task<AgentAnswer[]> SingAsync(
        IReadOnlyList<PlannedAnswer> plan,
        ActivationInput input,
        IReadOnlyDictionary<string, DeploymentId> models,
        LifecyclePhase phase,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var answers = new AgentAnswer[plan.Count];
        var silent = input with { Data = null };
        for (var first = 0; first < plan.Count;)
        {
            var step = plan[first].Step;
            var count = plan.Skip(first).TakeWhile(planned => planned.Step == step).Count();
            await Task.WhenAll(Enumerable.Range(first, count).Select(async i =>
            {
                var planned = plan[i];
                DeploymentId? model = models.TryGetValue(planned.AgentId, out var bound) ? bound : null;
                answers[i] = await AskAsync(
                    planned.AgentId,
                    () => new SpeakCommand(
                        planned.ReachedFrom < 0 ? input.Description! : answers[planned.ReachedFrom].Voice,
                        model is null ? silent : input,
                        phase,
                        planned.Step,
                        planned.ActivatedPerspectives,
                        Left(timeout - time.GetElapsedTime(began)),
                        model),
                    cancellationToken);
            }));
            first += count;
        }

        return answers;
    }

    /// <summary>Timers may be late: something is left as long as nobody has given up.</summary>
    private static TimeSpan Left(TimeSpan left) => left > LeastTime ? left : LeastTime;

    private async Task<AgentAnswer> AskAsync(string agent, Func<SpeakCommand> command, CancellationToken cancellationToken)
    {
        Exception? lost = null;
        for (var pause = LeastPause; ; pause = pause * 2 < MostPause ? pause * 2 : MostPause)
        {
            try
            {
                return await grains.GetGrain<IAgentVoiceGrain>(agent).SpeakAsync(command(), cancellationToken).WaitAsync(cancellationToken);
            }
            catch (Exception exception) when (IsLoss(exception) && !cancellationToken.IsCancellationRequested)
            {
                lost = exception;
            }
            catch (OperationCanceledException) when (lost is not null)
            {
                throw Unreachable(agent, lost);
            }

            try
            {
                await Task.Delay(pause, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                throw Unreachable(agent, lost);
            }
        }
    }

    /// <summary>Calls that a dying silo makes are cancelled; one that cannot read its row says so.</summary>
    private static bool IsLoss(Exception exception) =>
        exception is OrleansException or TimeoutException or OperationCanceledException or RefusedException { Reason: RefusalReason.Unavailable or RefusalReason.Busy };

    private static RefusedException Unreachable(string agent, Exception lost) =>
        new(RefusalReason.Unavailable, $"{agent} cannot be reached at the moment. Try again in a moment.", lost);
}
