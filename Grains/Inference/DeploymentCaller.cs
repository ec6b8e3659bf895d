using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Inference;

/// <summary>Runs rows through a replica of a deployment from within the cluster: one on this silo if there is one, else any.</summary>
internal sealed class DeploymentCaller(IGrainFactory grains, LoadedReplicas replicas, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs rows.</summary>
    /// <param name="id">The deployment.</param>
    /// <param name="request">The rows.</param>
    /// <param name="check">Checks the request against the route.</param>
    /// <param name="patience">How long replicas that cannot answer are asked again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">Nothing can answer.</exception>
    public async Task<(ReadOnlyMemory<byte> Rows, DeploymentRoute Route)> ExecuteAsync(
        string id, InferenceRequest request, Action<DeploymentRoute> check, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                var route = await grains.GetGrain<IDeploymentDirectoryGrain>(0).RouteAsync(id, cancellationToken);
                check(route);
                return (await AskAsync(route, request, cancellationToken), route);
            }
            catch (Exception exception) when (MayPass(exception, cancellationToken) && time.GetElapsedTime(started) < patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                throw new RefusedException(RefusalReason.Unavailable, $"No replica of {id} answered.", exception);
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>> AskAsync(DeploymentRoute route, InferenceRequest request, CancellationToken cancellationToken)
    {
        if (route.Status != DeploymentStatus.Running)
        {
            throw route.NotRunning();
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
