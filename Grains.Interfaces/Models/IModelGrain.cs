using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Models;

/// <summary>A registered model: the single writer of its versions. Key: its name.</summary>
[Alias("inferno.model")]
public interface IModelGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes a staged file the next version of this model. Bytes that are a version of it already give that version. A refused file
    /// changes nothing.
    /// </summary>
    /// <param name="file">A file that was put into the artifact store under a temporary name.</param>
    /// <param name="idempotency">Makes repeating the request harmless.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="RefusedException">The file cannot be used, there is no room, or the key was used otherwise.</exception>
    [Alias("import"), ResponseTimeout("00:01:10")]
    Task<ModelVersionInfo> ImportAsync(StagedArtifact file, IdempotencyToken? idempotency, CancellationToken cancellationToken);
}
