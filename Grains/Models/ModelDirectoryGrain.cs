using InfernoOrleans.Grains.Interfaces.Models;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Models;

/// <inheritdoc cref="IModelDirectoryGrain"/>
[StatelessWorker, GrainType("model-directory")]
internal sealed class ModelDirectoryGrain(ModelTable models) : Grain, IModelDirectoryGrain
{
    public Task<IReadOnlyList<ModelVersionInfo>> ListAsync(ModelQuery query, CancellationToken cancellationToken) =>
        models.ListAsync(query, cancellationToken);

    public Task<ModelVersionInfo> ResolveAsync(string modelId, CancellationToken cancellationToken) =>
        models.ResolveAsync(modelId, cancellationToken);
}
