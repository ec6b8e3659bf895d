namespace InfernoOrleans.Grains.Deployments;

/// <summary>Where the namespace of a new process comes from.</summary>
internal enum NamespaceMode
{
    /// <summary>It begins with nothing but itself and what it is made of.</summary>
    Clean = 0,

    /// <summary>It begins as another's and goes its own way.</summary>
    Copy = 1,

    /// <summary>It is another's.</summary>
    Share = 2,
}
