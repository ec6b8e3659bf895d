using System.Text.Json.Serialization;

namespace InfernoOrleans.Cli.Rest;

/// <summary>How busy a silo is. A server may leave out what it does not know.</summary>
internal sealed record SiloLoad : ServerAnswer
{
    public required string Name { get; init; }

    public string? Address { get; init; }

    public string? Status { get; init; }

    /// <summary>0 to 1, of the processors that the silo may use.</summary>
    public double? Cpu { get; init; }

    public long? LedgerUsedBytes { get; init; }

    public long? LedgerCapacityBytes { get; init; }

    public long? QueueDepth { get; init; }

    public long? Running { get; init; }

    public long? Activations { get; init; }

    public long? Replicas { get; init; }

    public double? RequestsPerSecond { get; init; }

    [JsonPropertyName("p99Ms")]
    public double? P99Milliseconds { get; init; }

    public long? RssBytes { get; init; }

    public double? UptimeSeconds { get; init; }
}
