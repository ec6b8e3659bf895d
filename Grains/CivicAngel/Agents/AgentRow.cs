using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <summary>A row of <c>civic_agents</c>.</summary>
internal sealed class AgentRow
{
    public required string Id { get; init; }

    /// <summary>The number of the deployment that it computes with.</summary>
    public long? Model { get; init; }

    /// <summary>The state of the process of a custom agent; null for one of the 253, who answer always.</summary>
    public string? Status { get; init; }

    public bool IsStopped => Status is not null && Status != nameof(DeploymentStatus.Running);

    /// <summary>The last dream that it dreamt.</summary>
    public long Dreams { get; init; }

    /// <summary>The newest memory among which duplicates were looked for.</summary>
    public long MergedUntil { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? Hand { get; init; }

    public string? Role { get; init; }

    public string? Lens { get; init; }

    /// <summary>Who it is: one of the 253 by its id, a custom one by its row.</summary>
    public AgentInfo ToInfo()
    {
        var model = Model is { } number ? new DeploymentId(number) : (DeploymentId?)null;
        return AgentCatalog.Find(Id) is { } known
            ? known with { Model = model }
            : new AgentInfo(Id, Name!, Description!, AgentType.Custom, Parse<Hand>(Hand), Parse<HandRole>(Role), Lens, model);
    }

    private static T? Parse<T>(string? word)
        where T : struct, Enum => word is null ? null : Enum.Parse<T>(word);
}
