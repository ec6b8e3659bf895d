namespace InfernoOrleans.Grains.Placement;

/// <summary>A silo in the order of preference.</summary>
/// <param name="Silo">The silo.</param>
/// <param name="Score">How bad a place it is.</param>
/// <param name="FreeBytes">Native memory that could be reserved there by its last report; null when there is none.</param>
internal readonly record struct RankedSilo<TSilo>(TSilo Silo, SiloScore Score, long? FreeBytes);
