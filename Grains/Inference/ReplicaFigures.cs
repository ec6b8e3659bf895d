namespace InfernoOrleans.Grains.Inference;

/// <summary>What is told of a replica all the time.</summary>
/// <param name="Requests">Requests that came.</param>
/// <param name="Errors">Those that were refused or failed, or whose senders gave up.</param>
/// <param name="QueueDepth">Requests that wait.</param>
/// <param name="ResidentBytes">The weights that it holds.</param>
internal readonly record struct ReplicaFigures(long Requests, long Errors, int QueueDepth, long ResidentBytes);
