namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>A task that was given to a silo and has not ended.</summary>
internal sealed class HeldTask
{
    public required long Id { get; init; }

    public required int Attempt { get; init; }

    public required string Node { get; init; }

    /// <summary>The address of the silo.</summary>
    public required string Executor { get; init; }

    /// <summary>Whether it was seen to run.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>The canonical text of what it requires.</summary>
    public required string Requires { get; init; }

    public required long Rank { get; init; }

    public required int Failures { get; init; }

    public required int MaxAttempts { get; init; }

    public AttemptId AttemptId => new(Id, Attempt);
}
