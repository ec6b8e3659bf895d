using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>One deployment: the single writer of its row and the master of its replicas. Key: the deployment id, <c>deploy-7</c>.</summary>
[Alias("inferno.deployment")]
public interface IDeploymentGrain : IGrainWithStringKey
{
    /// <summary>Tells what is deployed and in which state.</summary>
    /// <exception cref="RefusedException">There is no such deployment.</exception>
    [Alias("get")]
    Task<DeploymentInfo> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Lists the replicas, by ordinal.</summary>
    /// <exception cref="RefusedException">There is no such deployment.</exception>
    [Alias("replicas")]
    Task<IReadOnlyList<ReplicaInfo>> ListReplicasAsync(CancellationToken cancellationToken);

    /// <summary>Changes the number of replicas. New ones are loaded before they are called, and before surplus ones are let go.</summary>
    /// <exception cref="RefusedException">There is no such deployment, no room for so many, or the range is invalid.</exception>
    [Alias("scale"), ResponseTimeout("00:01:10")]
    Task<DeploymentInfo> ScaleAsync(ReplicaRange replicas, CancellationToken cancellationToken);

    /// <summary>
    /// Serves another model version, or the same one held otherwise, as a new revision. Its replicas are loaded and have answered a probe
    /// before the old ones are let go, so that no request fails meanwhile.
    /// </summary>
    /// <exception cref="RefusedException">
    /// There is no such deployment, model or room, the rows of the model have other sizes, or its weights cannot be loaded.
    /// </exception>
    [Alias("rollout"), ResponseTimeout("00:01:10")]
    Task<DeploymentInfo> RolloutAsync(RolloutCommand command, CancellationToken cancellationToken);

    /// <summary>Serves, as a new revision, what an earlier revision served.</summary>
    /// <param name="revision">Which; null for the one before the present one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">There is no such deployment, revision or room.</exception>
    [Alias("rollback"), ResponseTimeout("00:01:10")]
    Task<DeploymentInfo> RollbackAsync(int? revision, CancellationToken cancellationToken);

    /// <summary>Stops the process: it answers nothing and holds nothing in memory until it is started. Stopping a stopped one changes nothing.</summary>
    /// <exception cref="RefusedException">There is no such deployment.</exception>
    [Alias("stop"), ResponseTimeout("00:01:10")]
    Task<DeploymentInfo> StopAsync(CancellationToken cancellationToken);

    /// <summary>Starts a process that was stopped or has failed; it is ready when this returns. Starting a running one changes nothing.</summary>
    /// <exception cref="RefusedException">There is no such deployment, or no room for it.</exception>
    [Alias("start"), ResponseTimeout("00:01:10")]
    Task<DeploymentInfo> StartAsync(CancellationToken cancellationToken);

    /// <summary>Says whether it stays in memory when others need room and it has nothing to do.</summary>
    /// <exception cref="RefusedException">There is no such deployment.</exception>
    [Alias("pin")]
    Task<DeploymentInfo> PinAsync(bool pinned, CancellationToken cancellationToken);

    /// <summary>
    /// A replica of the process broke, or none can be loaded any more. What broke is let go, and started again as the restart policy says; where
    /// no other replica lives, the process has failed.
    /// </summary>
    /// <param name="part">The replica; null for the process as a whole.</param>
    /// <param name="reason">Why, as a sentence for users.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("fail")]
    Task FailAsync(string? part, string reason, CancellationToken cancellationToken);

    /// <summary>Tells what the process uses beside what it was granted.</summary>
    /// <exception cref="RefusedException">There is no such deployment.</exception>
    [Alias("measure")]
    Task<IReadOnlyList<ResourceUse>> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Brings the replicas to what is wanted: replaces those whose silo is gone, adds and lets go, follows the load where the number of
    /// replicas does. Called every so often and when silos come or go.
    /// </summary>
    [Alias("reconcile"), ResponseTimeout("00:01:10")]
    Task ReconcileAsync(CancellationToken cancellationToken);

    /// <summary>Loads another replica on a silo that has none, and then lets one go on a silo that has too much to do.</summary>
    /// <param name="source">The silo that is to have one less.</param>
    /// <param name="target">The silo that is to have one more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">There is no room there.</exception>
    [Alias("move"), ResponseTimeout("00:01:10")]
    Task MoveReplicaAsync(SiloAddress source, SiloAddress target, CancellationToken cancellationToken);

    /// <summary>Ends the deployment for good: its row goes first, then every replica retires and frees its memory.</summary>
    /// <exception cref="RefusedException">There is no such deployment.</exception>
    [Alias("terminate"), ResponseTimeout("00:01:10")]
    Task TerminateAsync(CancellationToken cancellationToken);
}
