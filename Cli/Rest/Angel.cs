using System.Text.Json.Serialization;

namespace InfernoOrleans.Cli.Rest;

/// <summary>What agents are asked; the fields left null are not sent. An answer repeats it.</summary>
internal sealed record AngelInput : ServerAnswer
{
    public string? Description { get; init; }

    public string? Symbol { get; init; }

    public string? Gesture { get; init; }

    public string? Glyph { get; init; }

    public string? Color { get; init; }

    public long? Depth { get; init; }

    public IReadOnlyList<double>? Data { get; init; }
}

/// <summary>What the agents answered.</summary>
internal sealed record ActivationAnswer : ServerAnswer
{
    public AngelInput? Input { get; init; }

    public required IReadOnlyList<AgentResponse> Responses { get; init; }

    public string? LifecyclePhase { get; init; }

    public int ActiveAgentCount { get; init; }
}

/// <summary>What one agent answered.</summary>
internal sealed record AgentResponse : ServerAnswer
{
    public required string AgentId { get; init; }

    public required string AgentName { get; init; }

    public required string Voice { get; init; }

    public IReadOnlyList<string>? ActivatedPerspectives { get; init; }

    public IReadOnlyList<string>? MemoryTriggers { get; init; }

    /// <summary>How many steps from the selected agents it is; null for one of them.</summary>
    public int? Step { get; init; }

    public double? Strength { get; init; }

    public AgentInference? Inference { get; init; }
}

/// <summary>What the model of an agent answered.</summary>
internal sealed record AgentInference : ServerAnswer
{
    public required string DeploymentId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IReadOnlyList<double>? Result { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? Label { get; init; }

    public string? Error { get; init; }
}

/// <summary>Counts of agents and memories.</summary>
internal sealed record AngelInfo : ServerAnswer
{
    public int TotalAgents { get; init; }

    public int EmergentAgents { get; init; }

    public int Synthesizers { get; init; }

    public int Perspectives { get; init; }

    public long TotalMemories { get; init; }

    public string? CurrentPhase { get; init; }
}

/// <summary>What an agent remembers of one activation.</summary>
internal sealed record MemoryItem : ServerAnswer
{
    public required string Id { get; init; }

    public string? Trigger { get; init; }

    public string? Content { get; init; }

    /// <summary>In milliseconds since 1970.</summary>
    public long Timestamp { get; init; }

    public IReadOnlyList<string>? AssociatedPerspectives { get; init; }
}

/// <summary>A phase of the lifecycle.</summary>
internal sealed record LifecycleAnswer : ServerAnswer
{
    public required string CurrentPhase { get; init; }

    public string? Description { get; init; }
}

/// <summary>What a dream did.</summary>
internal sealed record DreamAnswer : ServerAnswer
{
    public long Dream { get; init; }

    public int Agents { get; init; }

    public long Memories { get; init; }

    public long Forgotten { get; init; }

    public long Merged { get; init; }

    public int StrengthenedEdges { get; init; }

    public int FadedEdges { get; init; }

    public long DurationMs { get; init; }
}
