using System.Reflection;
using InfernoOrleans.Gateway.Api.Keys;
using InfernoOrleans.Grains.Interfaces.Keys;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Keys;

/// <summary>The keys of a cluster as a test wants them, which counts how often they are read.</summary>
internal sealed class KeysDouble : IApiKeysGrain
{
    private readonly List<ActiveKey> active = [];

    public int Readings { get; private set; }

    /// <summary>Whether the cluster does not answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>What a reading waits for before it answers with what it has found; null for nothing.</summary>
    public Task? Hold { get; set; }

    /// <summary>Adds a key.</summary>
    /// <returns>Its text.</returns>
    public string Add(long id, Role role)
    {
        var key = NewKey.Create();
        active.Add(new ActiveKey(new KeyId(id), $"name-{id}", role, key.Hash.ToString()));
        return key.Text;
    }

    public void Remove(long id) => active.RemoveAll(key => key.Id.Number == id);

    /// <summary>A ring of these keys, with none given.</summary>
    public KeyRing Ring(TimeProvider time, GivenKeys? given = null) => new(GrainsOf.Create(this), given ?? GivenKeys.Read(new GatewayKeyOptions()), time);

    public async Task<IReadOnlyList<ActiveKey>> ReadAsync(CancellationToken cancellationToken)
    {
        Readings++;
        if (IsAway)
        {
            throw new RefusedException(RefusalReason.Unavailable, "Away.");
        }

        ActiveKey[] found = [.. active];
        await (Hold ?? Task.CompletedTask);
        return found;
    }

    public Task<IReadOnlyList<KeyInfo>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<KeyInfo> CreateAsync(CreateKeyCommand command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<KeyInfo?> CreateFirstAsync(string hash, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<KeyInfo> RevokeAsync(RevokeKeyCommand command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task NoteUsesAsync(KeyUses uses, CancellationToken cancellationToken) => throw new NotSupportedException();
}

/// <summary>A factory that knows one grain.</summary>
public class GrainsOf : DispatchProxy
{
    private object? grain;

    public static IGrainFactory Create(object grain)
    {
        var factory = Create<IGrainFactory, GrainsOf>();
        ((GrainsOf)(object)factory).grain = grain;
        return factory;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => grain;
}
