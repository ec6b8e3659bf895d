namespace InfernoOrleans.Cli.Rest;

/// <summary>Who an agent is.</summary>
internal sealed record AgentItem : ServerAnswer
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? AgentType { get; init; }

    public string? Hand { get; init; }

    public string? Role { get; init; }

    public string? SymbolicLens { get; init; }

    /// <summary>The deployment that it computes with; null where it is bound to none.</summary>
    public string? DeploymentId { get; init; }
}

/// <summary>The deployment that an agent is to compute with.</summary>
internal sealed record BindRequest(string DeploymentId);

/// <summary>An agent to deploy; the fields left null are not sent.</summary>
internal sealed record DeployAgentRequest
{
    public string? Name { get; init; }

    /// <summary>One of the agents that are there; null for a custom one.</summary>
    public string? AgentId { get; init; }

    public string? Hand { get; init; }

    public string? Role { get; init; }

    public string? Lens { get; init; }

    public string? Description { get; init; }

    public RestartPolicy? RestartPolicy { get; init; }

    public IReadOnlyList<Resource>? Resources { get; init; }

    public NamespaceChoice? Namespace { get; init; }

    public bool? Pinned { get; init; }
}

/// <summary>The agents on their torus.</summary>
internal sealed record TopologyAnswer : ServerAnswer
{
    public required IReadOnlyList<TopologyNode> Nodes { get; init; }

    public required IReadOnlyList<TopologyEdge> Edges { get; init; }
}

/// <summary>Where an agent stands; its angles are in radians.</summary>
internal sealed record TopologyNode : ServerAnswer
{
    public required string Id { get; init; }

    public string? Layer { get; init; }

    public double MajorAngle { get; init; }

    public double MinorAngle { get; init; }
}

/// <summary>Two agents that are joined.</summary>
internal sealed record TopologyEdge : ServerAnswer
{
    public required string From { get; init; }

    public required string To { get; init; }

    public string? Kind { get; init; }

    public double Weight { get; init; }
}
