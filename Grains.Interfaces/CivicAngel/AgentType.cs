namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>The layers of the Civic Angel. In the REST contract their names are written in lower case.</summary>
public enum AgentType
{
    /// <summary>The one at the top.</summary>
    Emergent = 0,

    /// <summary>One of 36: a hand and a role.</summary>
    Synthesizer = 1,

    /// <summary>One of 216: a symbolic lens.</summary>
    Perspective = 2,

    /// <summary>Deployed by a user; stands in none of the layers.</summary>
    Custom = 3,
}
