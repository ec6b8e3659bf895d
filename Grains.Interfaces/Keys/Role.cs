namespace InfernoOrleans.Grains.Interfaces.Keys;

/// <summary>What a caller must be to use a route, and what a key makes its holder. Each includes the ones before it.</summary>
public enum Role
{
    /// <summary>Looks and executes.</summary>
    Reader = 0,

    /// <summary>Deploys, imports, stops and deletes.</summary>
    Operator = 1,

    /// <summary>Sees and changes the cluster itself.</summary>
    Admin = 2,
}
