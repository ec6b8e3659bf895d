using InfernoOrleans.Grains.Interfaces.Refusals;
using Orleans.Services;

namespace InfernoOrleans.Grains.Interfaces.Inference;

/// <summary>The replicas of one silo; every silo has one such service, called by the silo's address.</summary>
/// <remarks>
/// This is the way of inference: no directory is asked, nothing is activated, and a client that names the silo's gateway has no second hop.
/// A replica that is not (or no longer) here is called through its grain, <see cref="IModelReplicaGrain"/>.
/// </remarks>
[Alias("inferno.replica-host")]
public interface IReplicaHost : IGrainService
{
    /// <summary>
    /// Loads weights and runs a probe through them, sets aside what else is granted, and keeps both for a while, so that a replica that is
    /// activated meanwhile finds them.
    /// </summary>
    /// <param name="sha256">The artifact.</param>
    /// <param name="dType">How to hold them: <c>FP32</c>, <c>FP16</c>, <c>INT8</c> or <c>INT4</c>.</param>
    /// <param name="grantedBytes">The memory of the replica, weights included; 0 for what they need.</param>
    /// <exception cref="RefusedException">There is no room, they are larger than the grant, or they cannot be had.</exception>
    [Alias("reserve"), ResponseTimeout("00:01:10")]
    Task ReserveAsync(string sha256, string dType, long grantedBytes);

    /// <summary>Lets go what was reserved for one replica that will not come after all; where nothing is, nothing is done.</summary>
    [Alias("release")]
    Task ReleaseAsync(string sha256, string dType, long grantedBytes);

    /// <summary>Says whether a replica here, if it is here, keeps its memory when others need it and it has nothing to do.</summary>
    [Alias("pin")]
    Task PinAsync(string replica, bool pinned);

    /// <summary>Runs rows through a replica that is loaded here.</summary>
    /// <param name="replica">Its id.</param>
    /// <param name="request">The rows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer; null when the replica is not loaded here.</returns>
    /// <exception cref="RefusedException">The number of values does not fit the network, the queue is full, or the time is up.</exception>
    [Alias("execute"), ResponseTimeout("00:01:10")]
    Task<InferenceAnswer?> ExecuteAsync(string replica, InferenceRequest request, CancellationToken cancellationToken);

    /// <summary>Tells at once, however much waits, whether a replica here is answering a request.</summary>
    /// <param name="replica">Its id.</param>
    /// <param name="request">The <see cref="InferenceRequest.Id"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("is-answering")]
    Task<bool> IsAnsweringAsync(string replica, long request, CancellationToken cancellationToken);
}
