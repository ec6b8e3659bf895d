using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Interfaces.Services;

namespace InfernoOrleans.Grains.Inference;

/// <summary>Runs rows through a replica of a deployment from within the cluster, one on this silo if there is one, else any; or through a service.</summary>
internal sealed class DeploymentCaller(IGrainFactory grains, LoadedReplicas replicas, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs rows.</summary>
    /// <param name="id">The id of the deployment, or its name.</param>
    /// <param name="request">The rows.</param>
    /// <param name="check">Checks the request against the route.</param>
    /// <param name="patience">How long replicas that cannot answer are asked again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="depth">How many services the call comes out of.</param>
    /// <param name="known">A route that was fetched a moment ago; null for none.</param>
    /// <exception cref="RefusedException">Nothing can answer.</exception>
    public async Task<(ReadOnlyMemory<byte> Rows, DeploymentRoute Route)> ExecuteAsync(
        string id, InferenceRequest request, Action<DeploymentRoute> check, TimeSpan patience, CancellationToken cancellationToken,
        int depth = 0, DeploymentRoute? known = null)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var isKnown = known is not null;
            try
            {
                var route = known ?? await grains.GetGrain<IDeploymentDirectoryGrain>(0).RouteAsync(id, cancellationToken);
                known = null;
                check(route);
                return (await AskAsync(route, request, depth, cancellationToken), route);
            }
            catch (Exception exception) when (MayPass(exception, cancellationToken) && time.GetElapsedTime(started) < patience)
            {
                if (!isKnown)
                {
                    await Task.Delay(Pause, time, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                throw new RefusedException(RefusalReason.Unavailable, $"No replica of {id} answered.", exception);
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>> AskAsync(DeploymentRoute route, InferenceRequest request, int depth, CancellationToken cancellationToken)
    {
        if (!route.TakesRows)
        {
            throw new RefusedException(RefusalReason.Conflict, $"Deployment {route.Id} is a {route.Type}; rows are run through networks and services.");
        }

        if (route.Status != DeploymentStatus.Running)
        {
            throw route.NotRunning();
        }

        if (route.Type == DeploymentType.Service)
        {
            return (await grains.GetGrain<IServiceGrain>(route.Id.ToString()).ExecuteAsync(request, depth, cancellationToken)).Rows;
        }

        if (route.Replicas.Count == 0)
        {
            throw new RefusedException(RefusalReason.Unavailable, $"No replica of {route.Id} is loaded.");
        }

        var local = route.Replicas.Select(replica => replicas.Find(replica.ToString())).FirstOrDefault(replica => replica is not null);
        var answer = local is not null
            ? await local.ExecuteAsync(request, cancellationToken)
            : await grains.GetGrain<IModelReplicaGrain>(route.Replicas[Random.Shared.Next(route.Replicas.Count)].ToString())
                .ExecuteAsync(request, cancellationToken);
        return answer.Rows;
    }

    private static bool MayPass(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && (exception is OrleansException or TimeoutException or OperationCanceledException
            or RefusedException { Reason: RefusalReason.Stale or RefusalReason.Unavailable or RefusalReason.Busy });
}
