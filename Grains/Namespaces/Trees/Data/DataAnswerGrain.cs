using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Placement;

namespace InfernoOrleans.Grains.Namespaces.Trees.Data;

/// <inheritdoc cref="IDataAnswerGrain"/>
[LoadAwarePlacement, CollectionAgeLimit(Minutes = 5), GrainType("data-answer")]
internal sealed class DataAnswerGrain : Grain, IDataAnswerGrain
{
    private FileContent? last;

    public Task KeepAsync(FileContent? answer)
    {
        last = answer;
        return Task.CompletedTask;
    }

    public Task<FileContent?> FindAsync() => Task.FromResult(last);
}
