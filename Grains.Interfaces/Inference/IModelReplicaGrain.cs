using InfernoOrleans.Grains.Interfaces.Refusals;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Interfaces.Inference;

/// <summary>A loaded copy of a deployed network. Key: the replica id, <c>deploy-1/r3/0</c>.</summary>
[Alias("inferno.model-replica")]
public interface IModelReplicaGrain : IGrainWithStringKey
{
    /// <summary>Loads the weights, if they are not loaded yet.</summary>
    /// <exception cref="RefusedException">The replica should not exist (any more), or its weights cannot be had.</exception>
    /// <returns>The silo that it is loaded on.</returns>
    [Alias("warm"), ResponseTimeout("00:01:10")]
    Task<SiloAddress> WarmAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Tells at once, however much waits, whether a request is being answered here. If it is not, it was lost on its way, its answer was,
    /// or the replica that had it is gone.
    /// </summary>
    /// <param name="request">The <see cref="InferenceRequest.Id"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("is-answering"), AlwaysInterleave]
    Task<bool> IsAnsweringAsync(long request, CancellationToken cancellationToken);

    /// <summary>Runs rows through the network, batched with whatever else waits.</summary>
    /// <exception cref="RefusedException">
    /// The number of values does not fit the network, the queue is full, the time is up, or the route is stale.
    /// </exception>
    [Alias("execute"), ResponseTimeout("00:01:10")]
    Task<InferenceAnswer> ExecuteAsync(InferenceRequest request, CancellationToken cancellationToken);

    /// <summary>Tells what the replica has done since it was loaded; loads it if it is not.</summary>
    /// <exception cref="RefusedException">The replica should not exist (any more), or its weights cannot be had.</exception>
    [Alias("count")]
    Task<ReplicaStatistics> CountAsync(CancellationToken cancellationToken);

    /// <summary>Answers what was enqueued, takes nothing new, and frees the weights.</summary>
    [Alias("retire"), ResponseTimeout("00:01:10")]
    Task RetireAsync(CancellationToken cancellationToken);
}
