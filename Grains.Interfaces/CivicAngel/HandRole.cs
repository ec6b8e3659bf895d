namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>The parts of a hand, in their order. The names are words of the REST contract.</summary>
public enum HandRole
{
    /// <summary>The palm.</summary>
    Palm = 0,

    /// <summary>The first finger.</summary>
    Finger1 = 1,

    /// <summary>The second finger.</summary>
    Finger2 = 2,

    /// <summary>The third finger.</summary>
    Finger3 = 3,

    /// <summary>The fourth finger.</summary>
    Finger4 = 4,

    /// <summary>The fifth finger.</summary>
    Finger5 = 5,
}
