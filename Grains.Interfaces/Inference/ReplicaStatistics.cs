namespace InfernoOrleans.Grains.Interfaces.Inference;

/// <summary>What a replica has done since it was loaded.</summary>
/// <param name="Requests">Requests that came.</param>
/// <param name="Errors">Those that got no outputs: refused, out of time, given up by their senders, or failed.</param>
/// <param name="Latency">How long the answered ones took; null when there is none yet.</param>
/// <param name="Batches">How many batches of which size were run; sizes that did not occur are left out.</param>
/// <param name="QueueDepth">Requests that wait now.</param>
/// <param name="ResidentBytes">Native memory of its weights and their working space, which deployments of the same model share.</param>
/// <param name="GrantedBytes">Native memory that is set aside for it, what it uses included; 0 where it gets what it needs.</param>
/// <param name="ComputeTime">The time of the processors that it has had.</param>
[GenerateSerializer, Immutable, Alias("inferno.replica-statistics")]
public sealed record ReplicaStatistics(
    [property: Id(0)] long Requests,
    [property: Id(1)] long Errors,
    [property: Id(2)] LatencyStatistics? Latency,
    [property: Id(3)] IReadOnlyList<BatchCount> Batches,
    [property: Id(4)] int QueueDepth,
    [property: Id(5)] long ResidentBytes,
    [property: Id(6)] long GrantedBytes = 0,
    [property: Id(7)] TimeSpan ComputeTime = default);
