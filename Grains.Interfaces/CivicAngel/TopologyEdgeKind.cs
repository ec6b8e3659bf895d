namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>Why two agents are joined. In the REST contract the names are written in lower case.</summary>
public enum TopologyEdgeKind
{
    /// <summary>The second is nested in the first.</summary>
    Nesting = 0,

    /// <summary>They stand beside each other.</summary>
    Neighbour = 1,

    /// <summary>They have answered together.</summary>
    Learned = 2,
}
