using InfernoOrleans.Grains.Interfaces.Refusals;
using Orleans.Services;

namespace InfernoOrleans.Grains.Interfaces.Inference;

/// <summary>Makes room for replicas on one silo; every silo has one, called by its address.</summary>
[Alias("inferno.replica-host")]
public interface IReplicaHost : IGrainService
{
    /// <summary>
    /// Loads weights and runs a probe through them, and keeps them for a while, so that a replica that is activated meanwhile finds them.
    /// </summary>
    /// <param name="sha256">The artifact.</param>
    /// <param name="dType">How to hold them: <c>FP32</c>, <c>FP16</c>, <c>INT8</c> or <c>INT4</c>.</param>
    /// <exception cref="RefusedException">There is no room, or they cannot be had.</exception>
    [Alias("reserve"), ResponseTimeout("00:01:10")]
    Task ReserveAsync(string sha256, string dType);
}
