using System.Collections.Frozen;
using InfernoOrleans.Grains.Interfaces.Keys;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>
/// The keys that are good, as they were read last. While the cluster or its database cannot be asked, these stay good: executes go on then, and
/// nobody can revoke a key then either.
/// </summary>
internal sealed class KeyRing(IGrainFactory grains, GivenKeys given, TimeProvider time) : IDisposable
{
    /// <summary>How often keys are read since one was presented that is not known.</summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const int MostWaiting = 64;

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Lock guard = new();
    private FrozenDictionary<KeyHash, Principal> keys = given.ByHash.ToFrozenDictionary();
    private IReadOnlyList<ActiveKey> stored = [];
    private Task looking = Task.CompletedTask;
    private long? looked;
    private int waiting;

    /// <summary>Whether there is a key that makes an admin.</summary>
    public bool HasAdmin => keys.Values.Any(holder => holder.Role == Role.Admin);

    /// <summary>The holder of a key; null where it is not known.</summary>
    public Principal? Find(in KeyHash hash) => keys.GetValueOrDefault(hash);

    /// <summary>Whether the key of a sender who was let in is still good; who needed none is.</summary>
    public bool IsGood(Principal holder) => ReferenceEquals(holder, Principal.Local) || keys.Values.Any(known => known.Id == holder.Id);

    /// <summary>
    /// The same for a key that was not known: it may be new. Keys are read at most once a second for it, whoever guesses, and few requests wait for it
    /// at one time: they have places that others want.
    /// </summary>
    public async Task<Principal?> FindAgainAsync(KeyHash hash)
    {
        Task found;
        lock (guard)
        {
            if (looking.IsCompleted)
            {
                if (looked is { } last && time.GetElapsedTime(last) < LeastPause)
                {
                    return Find(hash);
                }

                looked = time.GetTimestamp();
                looking = TryRefreshAsync();
            }

            found = looking;
        }

        try
        {
            if (Interlocked.Increment(ref waiting) <= MostWaiting)
            {
                await found;
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }

        return Find(hash);
    }

    /// <summary>Reads the keys again.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        // One after another, so that an older answer does not replace a newer one.
        await turn.WaitAsync(cancellationToken);
        try
        {
            Hold(await Grain.ReadAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken));
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The same where nothing can be done about a failure but to go on with what is known.</summary>
    public async Task TryRefreshAsync()
    {
        try
        {
            await RefreshAsync(CancellationToken.None);
        }
        catch (Exception)
        {
            // The next reading is seconds away, and tells of it.
        }
    }

    /// <summary>Refuses a key that was revoked, at once and whatever can be read.</summary>
    public async Task ForgetAsync(KeyId id)
    {
        await turn.WaitAsync();
        try
        {
            Hold([.. stored.Where(key => key.Id != id)]);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The stored keys of which it was not told yet that they were used in this minute.</summary>
    public IReadOnlyList<KeyId> TakeUses(DateTimeOffset minute)
    {
        var used = new List<KeyId>();
        foreach (var holder in keys.Values)
        {
            if (holder.TakeUse(minute) && KeyId.TryParse(holder.Id, out var id))
            {
                used.Add(id);
            }
        }

        return used;
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private IApiKeysGrain Grain => grains.GetGrain<IApiKeysGrain>(0);

    private void Hold(IReadOnlyList<ActiveKey> active)
    {
        if (active.SequenceEqual(stored))
        {
            return;
        }

        var next = new Dictionary<KeyHash, Principal>(given.ByHash);
        foreach (var key in active)
        {
            // The same holder goes on where nothing has changed: it knows when it was used.
            var hash = KeyHash.Parse(key.Hash);
            var id = key.Id.ToString();
            next.TryAdd(hash, Find(hash) is { } known && known.Id == id && known.Name == key.Name && known.Role == key.Role
                ? known
                : new Principal(id, key.Name, key.Role));
        }

        stored = active;
        keys = next.ToFrozenDictionary();
    }
}
