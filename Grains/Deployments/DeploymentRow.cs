using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Weights;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>A row of <c>deployments</c>.</summary>
internal sealed class DeploymentRow
{
    public long Id { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string Status { get; init; }

    public int Revision { get; init; }

    public required string ModelVersion { get; init; }

    /// <summary>The artifact that holds the weights.</summary>
    public required string Sha256 { get; init; }

    /// <summary>How the weights are held in memory.</summary>
    public required string DType { get; init; }

    public required string Architecture { get; init; }

    public long ParameterCount { get; init; }

    public int InputSize { get; init; }

    public int OutputSize { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long Created { get; init; }

    /// <summary>How many replicas there are to be now.</summary>
    public int DesiredReplicas { get; init; } = 1;

    public int MinReplicas { get; init; } = 1;

    public int MaxReplicas { get; init; } = 1;

    /// <summary>How many replicas are called; counted when the row is read.</summary>
    public int ReadyReplicas { get; init; }

    /// <summary>The agent that was deployed; null for a network.</summary>
    public string? Agent { get; init; }

    public ReplicaRange Replicas => new(MinReplicas, MaxReplicas);

    public DeploymentId DeploymentId => new(Id);

    public DeploymentStatus State => Enum.Parse<DeploymentStatus>(Status);

    public WeightsKey Weights => new(Sha256, Quantized.Parse(DType));

    /// <summary>A deployment of an agent, which has neither weights nor replicas.</summary>
    public static DeploymentRow OfAgent(string name, string agent, long created) => new()
    {
        Name = name,
        Type = nameof(DeploymentType.CivicAgent),
        Status = nameof(DeploymentStatus.Running),
        Revision = 1,
        ModelVersion = string.Empty,
        Sha256 = string.Empty,
        DType = string.Empty,
        Architecture = string.Empty,
        Created = created,
        DesiredReplicas = 0,
        MinReplicas = 0,
        MaxReplicas = 0,
        Agent = agent,
    };

    /// <summary>What is served.</summary>
    public RevisionRow ToRevision() => new()
    {
        Revision = Revision,
        ModelVersion = ModelVersion,
        Sha256 = Sha256,
        DType = DType,
        Architecture = Architecture,
        ParameterCount = ParameterCount,
        InputSize = InputSize,
        OutputSize = OutputSize,
    };

    public DeploymentInfo ToInfo() => new(
        DeploymentId,
        Name,
        Enum.Parse<DeploymentType>(Type),
        State,
        Revision,
        ModelVersion,
        Architecture,
        ParameterCount,
        InputSize,
        OutputSize,
        DateTimeOffset.FromUnixTimeMilliseconds(Created),
        DType,
        Replicas,
        DesiredReplicas,
        ReadyReplicas,
        Agent);

    public DeploymentRoute ToRoute(IEnumerable<ReplicaRow> replicas, Func<SiloAddress, ReplicaPlace?> placeOn)
    {
        var ready = replicas.Where(replica => replica.IsReady).ToArray();
        return new DeploymentRoute(
            DeploymentId,
            State,
            [.. ready.Select(replica => replica.Id)],
            ModelVersion,
            InputSize,
            OutputSize,
            [.. ready.Select(replica => replica.SiloAddress is { } silo ? placeOn(silo) : null)],
            Agent);
    }
}
