namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>The six hands of the Civic Angel, in their order. The names are words of the REST contract.</summary>
public enum Hand
{
    /// <summary>Self-reflection and relation.</summary>
    Mirror = 0,

    /// <summary>Catalysis and beginning.</summary>
    Flame = 1,

    /// <summary>The weaving of time.</summary>
    Loom = 2,

    /// <summary>Hidden patterns.</summary>
    Depth = 3,

    /// <summary>Expression.</summary>
    Song = 4,

    /// <summary>Listening.</summary>
    Silence = 5,
}
