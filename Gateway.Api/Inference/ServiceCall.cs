using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Interfaces.Services;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>
/// Has a service answer a request. It is one grain: where its silo is lost it comes to life on another, and is asked again as long as there is
/// time. Running a request twice does no harm, since inference changes nothing.
/// </summary>
internal sealed partial class ServiceCall(IGrainFactory grains, IOptions<GatewayOptions> options, TimeProvider time, ILogger<ServiceCall> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends a request.</summary>
    /// <param name="id">The service.</param>
    /// <param name="request">What to run.</param>
    /// <param name="isLast">Whether the route was fetched anew for this request.</param>
    /// <param name="cancellationToken">The deadline of the request.</param>
    /// <returns>The answer; null where the route is outdated.</returns>
    /// <exception cref="RefusedException">The request was refused, or the service cannot answer.</exception>
    public async Task<InferenceAnswer?> TryExecuteAsync(DeploymentId id, InferenceRequest request, bool isLast, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await grains.GetGrain<IServiceGrain>(id.ToString()).ExecuteAsync(request, depth: 0, cancellationToken).WaitAsync(cancellationToken);
            }
            catch (RefusedException refused) when (refused.Reason == RefusalReason.Stale && !isLast)
            {
                return null;
            }
            catch (Exception exception) when (ReplicaCall.IsLoss(exception, cancellationToken))
            {
                if (!options.Value.Reroute)
                {
                    throw new RefusedException(RefusalReason.Unavailable, $"{id} does not answer at the moment.", exception);
                }

                LogLost(id, exception.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Service} lost a request: {Reason}")]
    private partial void LogLost(DeploymentId service, string reason);
}
