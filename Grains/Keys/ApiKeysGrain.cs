using InfernoOrleans.Grains.Interfaces.Keys;
using InfernoOrleans.Grains.Interfaces.Naming;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Keys;

/// <inheritdoc cref="IApiKeysGrain"/>
[StatelessWorker, Reentrant, GrainType("api-keys")]
internal sealed class ApiKeysGrain(KeyTable keys) : Grain, IApiKeysGrain
{
    public Task<IReadOnlyList<ActiveKey>> ReadAsync(CancellationToken cancellationToken) => keys.ReadAsync(cancellationToken);

    public Task<IReadOnlyList<KeyInfo>> ListAsync(CancellationToken cancellationToken) => keys.ListAsync(cancellationToken);

    public Task<KeyInfo> CreateAsync(CreateKeyCommand command, CancellationToken cancellationToken)
    {
        Names.CheckKeyName(command.Name);
        return keys.CreateAsync(command, cancellationToken);
    }

    public Task<KeyInfo?> CreateFirstAsync(string hash, CancellationToken cancellationToken) => keys.CreateFirstAsync(hash, cancellationToken);

    public Task<KeyInfo> RevokeAsync(RevokeKeyCommand command, CancellationToken cancellationToken) => keys.RevokeAsync(command, cancellationToken);

    public Task NoteUsesAsync(KeyUses uses, CancellationToken cancellationToken) => keys.NoteUsesAsync(uses, cancellationToken);
}
