using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;

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

    public DeploymentId DeploymentId => new(Id);

    public DeploymentStatus State => Enum.Parse<DeploymentStatus>(Status);

    /// <summary>Whether a replica of that revision and ordinal should live.</summary>
    public bool Wants(ReplicaId replica) =>
        State == DeploymentStatus.Running && replica.Revision == Revision && replica.Ordinal == 0;

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
        DType);

    public DeploymentRoute ToRoute() => new(
        DeploymentId,
        State,
        State == DeploymentStatus.Running ? [new ReplicaId(DeploymentId, Revision, Ordinal: 0)] : [],
        ModelVersion,
        InputSize,
        OutputSize);
}
