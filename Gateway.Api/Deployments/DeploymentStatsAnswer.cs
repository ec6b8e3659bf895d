using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Processes;

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
/// <param name="Resources">What it uses beside what it was granted.</param>
internal sealed record DeploymentStatsAnswer(
    long Requests,
    long Errors,
    LatencyMs? LatencyMs,
    IReadOnlyList<BatchesBySize> Batches,
    int QueueDepth,
    long ResidentBytes,
    IReadOnlyList<ResourceUseItem> Resources)
{
    public static DeploymentStatsAnswer From(IReadOnlyCollection<ReplicaStatistics> replicas, IReadOnlyList<ResourceUse> resources) => new(
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
        replicas.Sum(replica => replica.ResidentBytes),
        [.. resources.Select(ResourceUseItem.From)]);
}

/// <summary>What a process uses of a resource.</summary>
/// <param name="ResourceType"><c>Memory</c>, <c>Compute</c>, <c>Storage</c> or <c>Agent</c>.</param>
/// <param name="Granted">What it may use, over all of its replicas; 0 where it gets what it needs.</param>
/// <param name="Used">What it uses now; of Compute the milliseconds of processor time that its replicas have had.</param>
/// <param name="Unit">The unit: <c>B</c>, <c>shares</c> (of what is granted) or <c>agents</c>.</param>
internal sealed record ResourceUseItem(string ResourceType, double Granted, double Used, string Unit)
{
    public static ResourceUseItem From(ResourceUse use) => new(use.ResourceType, use.Granted, use.Used, use.Unit);
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
