namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>What a node is.</summary>
public enum NodeKind
{
    /// <summary>A silo, which registered itself.</summary>
    Silo = 0,

    /// <summary>Registered by a client, and bound to the silo whose address it named.</summary>
    Pinned = 1,

    /// <summary>Registered by a client under an address that is no silo's; some silo runs its tasks.</summary>
    Virtual = 2,
}
