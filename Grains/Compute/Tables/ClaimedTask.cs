namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>A task that this silo is to run.</summary>
internal sealed class ClaimedTask
{
    public required long Id { get; init; }

    /// <summary>The attempt that is to be run, from 1.</summary>
    public required int Attempt { get; init; }

    public required string Node { get; init; }

    public required string Type { get; init; }

    public required string Work { get; init; }

    public required byte[]? Input { get; init; }

    public required string Requires { get; init; }

    public required long TimeoutMs { get; init; }

    public required int MaxAttempts { get; init; }

    /// <summary>How many attempts have failed before.</summary>
    public required int Failures { get; init; }
}
