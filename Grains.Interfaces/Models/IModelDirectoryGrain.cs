using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Models;

/// <summary>Reads what is registered. A stateless worker: any key, by convention 0.</summary>
[Alias("inferno.model-directory")]
public interface IModelDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Lists model versions by name and version.</summary>
    [Alias("list")]
    Task<IReadOnlyList<ModelVersionInfo>> ListAsync(ModelQuery query, CancellationToken cancellationToken);

    /// <summary>Finds what <c>digits</c>, <c>digits@latest</c> or <c>digits@2</c> stands for.</summary>
    /// <exception cref="RefusedException">There is no such model or version.</exception>
    [Alias("resolve")]
    Task<ModelVersionInfo> ResolveAsync(string modelId, CancellationToken cancellationToken);
}
