namespace InfernoOrleans.Grains.Interfaces.Models;

/// <summary>Reads what is registered. A stateless worker: any key, by convention 0.</summary>
[Alias("inferno.model-directory")]
public interface IModelDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Lists model versions by name and version.</summary>
    [Alias("list")]
    Task<IReadOnlyList<ModelVersionInfo>> ListAsync(ModelQuery query, CancellationToken cancellationToken);
}
