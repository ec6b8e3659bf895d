using InfernoOrleans.Grains.Interfaces.Cluster;

namespace InfernoOrleans.Gateway.Api.Cluster;

/// <summary>A silo of the cluster. What it has not said lately is null.</summary>
/// <param name="Name">The name that it was configured with.</param>
/// <param name="Address">Where other silos reach it.</param>
/// <param name="Status"><c>Active</c>, or how it comes or goes: <c>Joining</c>, <c>ShuttingDown</c>, …</param>
/// <param name="Cpu">CPU time of its process, smoothed: 0 none, 1 all that it may use.</param>
/// <param name="LedgerUsedBytes">Native memory reserved for weights and their working space.</param>
/// <param name="LedgerCapacityBytes">Native memory that may be reserved.</param>
/// <param name="QueueDepth">Jobs that wait for a thread that computes.</param>
/// <param name="Running">Jobs that compute.</param>
/// <param name="Activations">Grains that are activated.</param>
/// <param name="Replicas">Replicas of models that are loaded.</param>
/// <param name="RequestsPerSecond">Requests that they answered during the last second.</param>
/// <param name="P99Ms">99 % of these took no longer, in milliseconds; null when there was none.</param>
/// <param name="RssBytes">Memory of its process.</param>
/// <param name="UptimeSeconds">How long it has been running.</param>
internal sealed record SiloItem(
    string Name,
    string Address,
    string Status,
    double? Cpu,
    long? LedgerUsedBytes,
    long? LedgerCapacityBytes,
    int? QueueDepth,
    int? Running,
    int? Activations,
    int? Replicas,
    double? RequestsPerSecond,
    double? P99Ms,
    long? RssBytes,
    double? UptimeSeconds)
{
    public static SiloItem From(SiloInfo silo) => new(
        silo.Name,
        silo.Address,
        silo.Status,
        Rounded(silo.Load?.Cpu),
        silo.Load?.LedgerReservedBytes,
        silo.Load?.LedgerCapacityBytes,
        silo.Load?.Waiting,
        silo.Load?.Running,
        silo.Load?.Activations,
        silo.Load?.Replicas,
        Rounded(silo.Load?.RequestsPerSecond),
        silo.Load?.P99?.TotalMilliseconds,
        silo.Load?.ResidentBytes,
        Rounded(silo.Load?.Uptime.TotalSeconds));

    /// <summary>More digits would pretend to an accuracy that nobody has.</summary>
    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 3) : null;
}
