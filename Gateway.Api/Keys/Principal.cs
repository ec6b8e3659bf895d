namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>Who sends a request: the holder of a key, or, where no keys are required, whoever reaches the gateway.</summary>
/// <param name="id"><c>local</c>, <c>key-3</c> or <c>given:ops</c>: what separates callers wherever something is kept for them.</param>
/// <param name="name">What the key is called.</param>
/// <param name="role">What it may do.</param>
internal sealed class Principal(string id, string name, Role role)
{
    /// <summary>The sender of requests that need no key.</summary>
    public static readonly Principal Local = new("local", "local", Role.Admin);

    private bool used;
    private DateTimeOffset told;

    public string Id => id;

    public string Name => name;

    public Role Role => role;

    /// <summary>Who sent a request that was let in.</summary>
    public static Principal Of(HttpContext context) => context.Features.Get<Principal>() ?? Local;

    /// <summary>Notes that the key is used; a clock would cost more than the rest.</summary>
    public void Use()
    {
        // Most often it is noted already, and then the memory that all requests share is not written.
        if (!Volatile.Read(ref used))
        {
            Volatile.Write(ref used, true);
        }
    }

    /// <summary>Whether it is to be told that it was used in this minute: it was, and that was not told yet. To be asked by one at a time.</summary>
    public bool TakeUse(DateTimeOffset minute)
    {
        if (!Interlocked.Exchange(ref used, false) || told == minute)
        {
            return false;
        }

        told = minute;
        return true;
    }
}
