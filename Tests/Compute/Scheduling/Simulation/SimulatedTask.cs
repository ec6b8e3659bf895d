using InfernoOrleans.Grains.Compute.Tables;

namespace InfernoOrleans.Tests.Compute.Scheduling.Simulation;

/// <summary>A row of <c>tasks</c>, and what is to become of its attempts.</summary>
internal sealed class SimulatedTask
{
    public required long Id { get; init; }

    public required long Created { get; init; }

    public required long Rank { get; init; }

    public required string Requires { get; init; }

    public int MaxAttempts { get; init; } = 3;

    public IReadOnlyList<long> DependsOn { get; init; } = [];

    /// <summary>How long an attempt runs.</summary>
    public double RunsMs { get; init; } = 100;

    /// <summary>How many of its attempts fail, whatever their node.</summary>
    public int FailsFirst { get; init; }

    /// <summary>The node on which it always fails.</summary>
    public string? FailsOn { get; init; }

    /// <summary>Whether it fails by its own fault, so that no further attempt is made.</summary>
    public bool IsBroken { get; init; }

    /// <summary>Whether its first attempt finds no memory.</summary>
    public bool WaitsForMemory { get; init; }

    public string State { get; set; } = TaskState.Pending;

    public int Attempt { get; set; }

    public int Failures { get; set; }

    public string FailedOn { get; set; } = string.Empty;

    public string? Node { get; set; }

    public string? Executor { get; set; }

    public long NotBefore { get; set; }

    public int WaitingFor { get; set; }

    /// <summary>The attempt whose result was recorded.</summary>
    public int? CompletedBy { get; set; }

    /// <summary>Whether it failed with a task on which it depends.</summary>
    public bool IsDoomed { get; set; }

    /// <summary>When it was first claimed, in milliseconds.</summary>
    public long? ClaimedAt { get; set; }

    public bool IsEnded => State is TaskState.Completed or TaskState.Failed or TaskState.Cancelled;

    public bool HasFailedOn(string node) => FailedOn.Split(',').Contains(node);

    public override string ToString() =>
        $"task {Id} ({State}, attempt {Attempt}, {Failures} of {MaxAttempts} failed on '{FailedOn}', on {Node}@{Executor}, requires '{Requires}', waits for {WaitingFor})";
}
