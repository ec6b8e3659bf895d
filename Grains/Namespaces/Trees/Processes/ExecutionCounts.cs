using InfernoOrleans.Grains.Interfaces.Inference;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary><c>stats</c> of a network or a service, as <c>GET /inferno/deployments/{id}/stats</c> shows it.</summary>
internal sealed record ExecutionCounts(
    long Requests,
    long Errors,
    LatencyCounts? LatencyMs,
    IReadOnlyList<BatchCounts> Batches,
    int QueueDepth,
    long ResidentBytes,
    IReadOnlyList<ResourceFacts> Resources)
{
    public static ExecutionCounts From(IReadOnlyCollection<ReplicaStatistics> replicas) => new(
        replicas.Sum(replica => replica.Requests),
        replicas.Sum(replica => replica.Errors),
        replicas.Select(replica => replica.Latency).MaxBy(latency => latency?.P99) is { } slowest
            ? new LatencyCounts(slowest.P50.TotalMilliseconds, slowest.P95.TotalMilliseconds, slowest.P99.TotalMilliseconds)
            : null,
        [
            .. replicas.SelectMany(replica => replica.Batches).GroupBy(batch => batch.MaxRows).OrderBy(size => size.Key)
                .Select(size => new BatchCounts(size.Key, size.Sum(batch => batch.Count))),
        ],
        replicas.Sum(replica => replica.QueueDepth),
        replicas.Sum(replica => replica.ResidentBytes),
        Resources: []);
}

/// <summary>Milliseconds from arrival in the cluster until the result.</summary>
internal sealed record LatencyCounts(double P50, double P95, double P99);

/// <summary>Batches of about one size.</summary>
internal sealed record BatchCounts(long MaxRows, long Count);
