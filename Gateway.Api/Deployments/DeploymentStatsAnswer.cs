using InfernoOrleans.Grains.Interfaces.Inference;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>What a deployment has done since it was loaded.</summary>
/// <param name="Requests">Requests that reached it.</param>
/// <param name="Errors">Those that got no result: refused, out of time, given up by the client, or failed.</param>
/// <param name="LatencyMs">How long the answered ones took, in milliseconds; null when there is none yet.</param>
/// <param name="Batches">How many batches of which size were run; sizes that did not occur are left out.</param>
/// <param name="QueueDepth">Requests that wait now.</param>
/// <param name="ResidentBytes">Memory of its weights and their working space, which deployments of the same model share.</param>
internal sealed record DeploymentStatsAnswer(
    long Requests, long Errors, LatencyMs? LatencyMs, IReadOnlyList<BatchesBySize> Batches, int QueueDepth, long ResidentBytes)
{
    public static DeploymentStatsAnswer From(ReplicaStatistics statistics) => new(
        statistics.Requests,
        statistics.Errors,
        statistics.Latency is { } latency
            ? new LatencyMs(latency.P50.TotalMilliseconds, latency.P95.TotalMilliseconds, latency.P99.TotalMilliseconds)
            : null,
        [.. statistics.Batches.Select(batch => new BatchesBySize(batch.MaxRows, batch.Count))],
        statistics.QueueDepth,
        statistics.ResidentBytes);
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
