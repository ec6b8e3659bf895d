using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Placement;

namespace InfernoOrleans.Grains.Namespaces.Trees.Data;

/// <inheritdoc cref="IDataAnswerGrain"/>
[LoadAwarePlacement, CollectionAgeLimit(Minutes = 5), GrainType("data-answer")]
internal sealed class DataAnswerGrain(AnswerRoom room) : Grain, IDataAnswerGrain
{
    private FileContent? last;

    public Task KeepAsync(FileContent? answer)
    {
        Forget();
        last = answer is not null && room.TryTake(answer.Bytes.Length) ? answer : null;
        return Task.CompletedTask;
    }

    public Task<FileContent?> FindAsync() => Task.FromResult(last);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Forget();
        return Task.CompletedTask;
    }

    private void Forget()
    {
        room.TryTake(-(last?.Bytes.Length ?? 0));
        last = null;
    }
}
