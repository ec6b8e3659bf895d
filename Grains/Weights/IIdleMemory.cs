namespace InfernoOrleans.Grains.Weights;

/// <summary>Memory that is held by what has nothing to do and can be had back.</summary>
internal interface IIdleMemory
{
    /// <summary>Gives up some of it, what was used longest ago first.</summary>
    /// <returns>False: there is none that may be given up.</returns>
    bool TryGiveUp();
}
