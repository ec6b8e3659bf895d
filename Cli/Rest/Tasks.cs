using System.Text.Json.Serialization;

namespace InfernoOrleans.Cli.Rest;

/// <summary>The answer to a task that was accepted.</summary>
internal sealed record TaskSubmitted : ServerAnswer
{
    public required string TaskId { get; init; }

    public string? Status { get; init; }
}

/// <summary>The answer to tasks that were accepted together.</summary>
internal sealed record TasksSubmitted : ServerAnswer
{
    public required IReadOnlyList<string> TaskIds { get; init; }

    public string? Status { get; init; }
}

/// <summary>The answer to a cancellation.</summary>
internal sealed record TaskCancelled : ServerAnswer
{
    public string? Message { get; init; }
}

/// <summary>A task, as lists show it. What the server says to be null is printed as null.</summary>
internal record TaskItem : ServerAnswer
{
    [JsonPropertyOrder(-1)]
    public required string TaskId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Name { get; init; }

    public string? TaskType { get; init; }

    public required string Status { get; init; }

    public int Priority { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Node { get; init; }

    public int Attempts { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Error { get; init; }

    public long ExecutionTimeMs { get; init; }

    /// <summary>When it was accepted, in milliseconds since 1970.</summary>
    public long Created { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? Started { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? Finished { get; init; }
}

/// <summary>A task with its result.</summary>
internal sealed record TaskAnswer : TaskItem
{
    public bool Success { get; init; }

    /// <summary>The numbers in row-major order; null where there are none, or too many to send in this form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IReadOnlyList<double>? ResultData { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public TaskOutput? Output { get; init; }

    public IReadOnlyList<string>? DependsOn { get; init; }
}

/// <summary>The extents of a result, and where it is if not in the answer; or what agents answered.</summary>
internal sealed record TaskOutput : ServerAnswer
{
    public IReadOnlyList<long>? Shape { get; init; }

    public string? Artifact { get; init; }

    public AngelInput? Input { get; init; }

    public IReadOnlyList<AgentResponse>? Responses { get; init; }

    public string? LifecyclePhase { get; init; }

    public int? ActiveAgentCount { get; init; }
}

/// <summary>How many nodes and tasks there are.</summary>
internal sealed record ComputeStats : ServerAnswer
{
    public long TotalNodes { get; init; }

    public long ActiveNodes { get; init; }

    public long TotalTasks { get; init; }

    public long PendingTasks { get; init; }

    public long RunningTasks { get; init; }

    public long CompletedTasks { get; init; }

    public long FailedTasks { get; init; }

    public long CancelledTasks { get; init; }
}
