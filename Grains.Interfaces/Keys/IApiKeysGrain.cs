using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Keys;

/// <summary>The API keys of the cluster. A stateless worker: any key, by convention 0. Nothing is kept in memory, so that all silos see the same.</summary>
[Alias("inferno.api-keys")]
public interface IApiKeysGrain : IGrainWithIntegerKey
{
    /// <summary>The keys that are not revoked, by id.</summary>
    /// <exception cref="RefusedException">The database cannot be read at the moment.</exception>
    [Alias("read")]
    Task<IReadOnlyList<ActiveKey>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>All keys by id; of those that were revoked the last thousand.</summary>
    [Alias("list")]
    Task<IReadOnlyList<KeyInfo>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Creates a key.</summary>
    /// <exception cref="RefusedException">The name is invalid or taken, or there are too many keys.</exception>
    [Alias("create")]
    Task<KeyInfo> CreateAsync(CreateKeyCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Creates an admin key where there is none that is good, however many gateways ask at one time. Whoever asks again with the same hash,
    /// since the answer was lost, gets the same answer.
    /// </summary>
    /// <returns>The key with that hash; null where there is another admin key.</returns>
    [Alias("create-first")]
    Task<KeyInfo?> CreateFirstAsync(string hash, CancellationToken cancellationToken);

    /// <summary>Revokes a key; repeating a call with the id changes nothing.</summary>
    /// <exception cref="RefusedException">There is no such key, or it is the last one that makes an admin.</exception>
    [Alias("revoke")]
    Task<KeyInfo> RevokeAsync(RevokeKeyCommand command, CancellationToken cancellationToken);

    /// <summary>Notes that keys were used.</summary>
    [Alias("note-uses")]
    Task NoteUsesAsync(KeyUses uses, CancellationToken cancellationToken);
}
