using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>
/// Has some replica of a deployment answer a request: one that is lost or has no room is replaced by another, as long as there is time.
/// Running a request twice does no harm, since inference changes nothing.
/// </summary>
internal sealed partial class ReplicaRouter(
    DeploymentRoutes routes, ServiceCall services, IOptions<GatewayOptions> options, RoutingInstruments instruments, TimeProvider time,
    ILogger<ReplicaRouter> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends a request to one replica after another until one answers. A service, which has none, is called itself.</summary>
    /// <param name="idOrName">The deployment.</param>
    /// <param name="prepare">Checks the request against a route.</param>
    /// <param name="request">What to run.</param>
    /// <param name="cancellationToken">The deadline of the request.</param>
    /// <exception cref="RefusedException">The request was refused, or no replica is there to answer it.</exception>
    public async Task<(DeploymentRoutes.Route Route, RoutedReplica? Replica, InferenceAnswer Answer)> ExecuteAsync(
        string idOrName, Action<DeploymentRoutes.Route> prepare, InferenceRequest request, CancellationToken cancellationToken)
    {
        var tried = new List<RoutedReplica>();
        var isStale = false;
        while (true)
        {
            var route = await routes.GetAsync(idOrName, cancellationToken);
            route.RequireReplicas();
            prepare(route);
            if (route.Deployment.Type == DeploymentType.Service)
            {
                if (await services.TryExecuteAsync(route.Deployment.Id, request, isStale, cancellationToken) is { } answer)
                {
                    return (route, null, answer);
                }

                isStale = true;
                routes.Forget(idOrName);
                continue;
            }

            var replica = ReplicaChoice.Choose(route.Replicas, tried, Random.Shared) ?? throw new RefusedException(RefusalReason.Unavailable, NoneLeft(route));
            try
            {
                return (route, replica, await ReplicaCall.ExecuteAsync(replica, request, time, cancellationToken));
            }
            catch (RefusedException refused) when (refused.Reason == RefusalReason.Stale && !isStale)
            {
                isStale = true;
                instruments.Retried(RoutingInstruments.Stale);
                routes.Forget(idOrName);
            }
            catch (RefusedException refused) when (refused.Reason is RefusalReason.Busy or RefusalReason.Unavailable && HasAnother(route, tried, replica))
            {
                instruments.Retried(RoutingInstruments.Busy);
                tried.Add(replica);
            }
            catch (Exception exception) when (ReplicaCall.IsLoss(exception, cancellationToken))
            {
                if (!options.Value.Reroute && !HasAnother(route, tried, replica))
                {
                    throw new RefusedException(RefusalReason.Unavailable, NoneLeft(route), exception);
                }

                instruments.Retried(RoutingInstruments.Lost);
                LogLost(replica.Id, exception.Message);
                if (replica.Failed())
                {
                    instruments.Ejected();
                    LogEjected(replica.Id, exception.Message);
                }

                tried.Add(replica);
                if (tried.Count >= route.Replicas.Count)
                {
                    // They may come to life elsewhere.
                    await Task.Delay(Pause, time, cancellationToken);
                    routes.Renew(idOrName);
                    tried.Clear();
                }
            }
        }
    }

    private static bool HasAnother(DeploymentRoutes.Route route, List<RoutedReplica> tried, RoutedReplica failed) =>
        route.Replicas.Any(replica => !ReferenceEquals(replica, failed) && !tried.Contains(replica));

    private static string NoneLeft(DeploymentRoutes.Route route) => $"No replica of {route.Deployment.Id} can answer at the moment.";

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Replica} lost a request: {Reason}")]
    private partial void LogLost(string replica, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Replica} failed several times in a row and is called last for a while: {Reason}")]
    private partial void LogEjected(string replica, string reason);
}
