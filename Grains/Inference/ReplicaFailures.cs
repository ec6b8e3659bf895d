using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Inference;

/// <summary>Tells deployments that a replica of theirs broke. Telling it more than once is harmless.</summary>
internal sealed partial class ReplicaFailures(IGrainFactory grains, TimeProvider time, ILogger<ReplicaFailures> logger)
{
    private const int MostAttempts = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Tells it, for the first time, from whatever thread it was found out on.</summary>
    public Task ReportAsync(ReplicaId replica, Exception exception)
    {
        LogBroke(replica, exception);
        return Task.Run(() => ReportAsync(replica, InferenceQueue.Reason(exception)));
    }

    private async Task ReportAsync(ReplicaId replica, string reason)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await grains.GetGrain<IDeploymentGrain>(replica.Deployment.ToString()).FailAsync(replica.ToString(), reason, CancellationToken.None);
                return;
            }
            catch (Exception exception) when (exception is RefusedException or OrleansException or TimeoutException or OperationCanceledException)
            {
                if (attempt == MostAttempts || exception is RefusedException { Reason: RefusalReason.NotFound })
                {
                    // The sweep finds it again, if there is still something to be told.
                    LogNotTold(replica, exception.Message);
                    return;
                }
            }

            await Task.Delay(Pause, time);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Replica} broke")]
    private partial void LogBroke(ReplicaId replica, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The deployment of {Replica} could not be told that it broke: {Reason}")]
    private partial void LogNotTold(ReplicaId replica, string reason);
}
