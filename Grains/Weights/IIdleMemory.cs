namespace InfernoOrleans.Grains.Weights;

/// <summary>Memory that is held by what has nothing to do and can be had back.</summary>
internal interface IIdleMemory
{
    /// <summary>Gives up so many bytes of it, what was used longest ago first; none where all that may be given up is less.</summary>
    /// <returns>Whether some was given up.</returns>
    bool TryGiveUp(long bytes);
}
