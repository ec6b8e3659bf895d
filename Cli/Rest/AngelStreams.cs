using System.Text.Json.Serialization;

namespace InfernoOrleans.Cli.Rest;

/// <summary>Agents that are to speak with one another.</summary>
/// <param name="Agents">Their ids, in the order in which they speak.</param>
/// <param name="Topic">What the first is asked.</param>
/// <param name="Turns">How many times somebody speaks; null for once each.</param>
internal sealed record DialogueRequest(IReadOnlyList<string> Agents, string Topic, int? Turns);

/// <summary>What an agent said in its turn.</summary>
internal sealed record DialogueTurn : ServerAnswer
{
    public int Turn { get; init; }

    public required string AgentId { get; init; }

    public required string AgentName { get; init; }

    public required string Voice { get; init; }

    public IReadOnlyList<string>? MemoryTriggers { get; init; }

    public string? LifecyclePhase { get; init; }
}

/// <summary>Something that happened to the agents.</summary>
internal sealed record AngelEvent : ServerAnswer
{
    /// <summary><c>voice</c>, <c>phase</c>, <c>dream</c>, <c>model</c>, or <c>truncated</c> where some are missing; from the stream.</summary>
    [JsonPropertyOrder(-1)]
    public string? Event { get; init; }

    /// <summary>What to go on after; from the stream.</summary>
    [JsonPropertyOrder(-1)]
    public string? Id { get; init; }

    /// <summary>In milliseconds since 1970; null for those that are missing.</summary>
    public long? At { get; init; }

    public string? AgentId { get; init; }

    public string? Activation { get; init; }

    public int? Step { get; init; }

    /// <summary>phase: the phase. dream: its number. model: the deployment; null where the agent is bound no longer.</summary>
    public string? Detail { get; init; }
}
