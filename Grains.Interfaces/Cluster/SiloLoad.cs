namespace InfernoOrleans.Grains.Interfaces.Cluster;

/// <summary>How busy one silo is, as it says itself about once a second.</summary>
/// <param name="Sequence">Counts the reports of this silo, from 1.</param>
/// <param name="Cpu">CPU time that its process used, smoothed over a few seconds: 0 none, 1 all that it may use.</param>
/// <param name="Cores">Processors that it may use, in fractions where a quota says so.</param>
/// <param name="LedgerCapacityBytes">Native memory that weights and their working space may take.</param>
/// <param name="LedgerReservedBytes">What of it is reserved.</param>
/// <param name="Workers">Threads that compute.</param>
/// <param name="Waiting">Jobs that wait for one of them.</param>
/// <param name="Running">Slices of jobs that run.</param>
/// <param name="Activations">Grains that are activated.</param>
/// <param name="Replicas">Replicas of models that are loaded.</param>
/// <param name="PlacementsPerSecond">Activations for which it chose a silo itself, smoothed as the CPU is.</param>
/// <param name="RequestsPerSecond">Requests that its replicas answered during the last period.</param>
/// <param name="P99">99 % of these took no longer; null when there was none.</param>
/// <param name="ResidentBytes">Memory of its process.</param>
/// <param name="Uptime">How long it has been running.</param>
/// <param name="IsOverloaded">Whether the runtime sheds load there.</param>
/// <param name="GatewayPort">The port at which it takes calls of clients; 0: none.</param>
[GenerateSerializer, Immutable, Alias("inferno.silo-load")]
public sealed record SiloLoad(
    [property: Id(0)] long Sequence,
    [property: Id(1)] double Cpu,
    [property: Id(2)] double Cores,
    [property: Id(3)] long LedgerCapacityBytes,
    [property: Id(4)] long LedgerReservedBytes,
    [property: Id(5)] int Workers,
    [property: Id(6)] int Waiting,
    [property: Id(7)] int Running,
    [property: Id(8)] int Activations,
    [property: Id(9)] int Replicas,
    [property: Id(10)] double PlacementsPerSecond,
    [property: Id(11)] double RequestsPerSecond,
    [property: Id(12)] TimeSpan? P99,
    [property: Id(13)] long ResidentBytes,
    [property: Id(14)] TimeSpan Uptime,
    [property: Id(15)] bool IsOverloaded,
    [property: Id(16)] int GatewayPort = 0)
{
    /// <summary>Native memory that can still be reserved.</summary>
    public long LedgerFreeBytes => LedgerCapacityBytes - LedgerReservedBytes;
}
