namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>The phases of the lifecycle, which follow one another in a circle. The names are words of the REST contract.</summary>
public enum LifecyclePhase
{
    /// <summary>The first.</summary>
    Silence = 0,

    /// <summary>The second.</summary>
    Breath = 1,

    /// <summary>The third.</summary>
    Naming = 2,

    /// <summary>The fourth.</summary>
    Singing = 3,

    /// <summary>The fifth.</summary>
    Mirroring = 4,

    /// <summary>The sixth, which is entered with a dream; <see cref="Silence"/> follows.</summary>
    Dissolution = 5,
}
