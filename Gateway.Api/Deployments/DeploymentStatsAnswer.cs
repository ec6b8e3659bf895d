using InfernoOrleans.Grains.Interfaces.Inference;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>What a deployment's replicas have done since each was loaded.</summary>
/// <param name="Requests">Requests that reached it.</param>
/// <param name="Errors">Those that got no result: refused, out of time, given up by the client, or failed.</param>
/// <param name="LatencyMs">How long the answered ones took, in milliseconds, at the slowest replica; null when there is none yet.</param>
/// <param name="Batches">How many batches of which size were run; sizes that did not occur are left out.</param>
/// <param name="QueueDepth">Requests that wait now.</param>
/// <param name="ResidentBytes">
/// Memory of the weights and their working space, added up over the replicas; those on one silo share it, as do deployments of the same model.
/// </param>
internal sealed record DeploymentStatsAnswer(
    long Requests, long Errors, LatencyMs? LatencyMs, IReadOnlyList<BatchesBySize> Batches, int QueueDepth, long ResidentBytes)
{
    public static DeploymentStatsAnswer From(IReadOnlyCollection<ReplicaStatistics> replicas) => new(
        replicas.Sum(replica => replica.Requests),
        replicas.Sum(replica => replica.Errors),
        replicas.Select(replica => replica.Latency).MaxBy(latency => latency?.P99) is { } slowest
            ? new LatencyMs(slowest.P50.TotalMilliseconds, slowest.P95.TotalMilliseconds, slowest.P99.TotalMilliseconds)
            : null,
        [
            .. replicas.SelectMany(replica => replica.Batches).GroupBy(batch => batch.MaxRows).OrderBy(size => size.Key)
                .Select(size => new BatchesBySize(size.Key, size.Sum(batch => batch.Count))),
        ],
        replicas.Sum(replica => replica.QueueDepth),
        replicas.Sum(replica => replica.ResidentBytes));
}

/// <summary>Milliseconds from arrival in the cluster until the result, to two significant digits.</summary>
/// <param name="P50">Half of the requests took no longer.</param>
/// <param name="P95">95 % took no longer.</param>
/// <param name="P99">99 % took no longer.</param>
internal sealed record LatencyMs(double P50, double P95, double P99);

/// <summary>Batches of about one size.</summary>
/// <param name="MaxRows">The most rows of these batches, a power of two; they have more than half as many.</param>
/// <param name="Count">How many they are.</param>
internal sealed record BatchesBySize(long MaxRows, long Count);
