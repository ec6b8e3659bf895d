using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Weights;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>A row of <c>replicas</c>, with what its revision says of the weights.</summary>
internal sealed class ReplicaRow
{
    public long Deployment { get; init; }

    public int Ordinal { get; init; }

    public int Revision { get; init; }

    public required string State { get; init; }

    /// <summary>The address of the silo on which the replica was seen last.</summary>
    public string? Silo { get; init; }

    public required string ModelVersion { get; init; }

    public required string Sha256 { get; init; }

    public required string DType { get; init; }

    public long MemoryBytes { get; init; }

    public int ComputeWeight { get; init; } = 1;

    public bool Pinned { get; init; }

    public ReplicaId Id => new(new DeploymentId(Deployment), Revision, Ordinal);

    public bool IsReady => State == nameof(ReplicaState.Ready);

    public bool IsDraining => State == nameof(ReplicaState.Draining);

    public SiloAddress? SiloAddress => Silo is null ? null : SiloAddress.FromParsableString(Silo);

    /// <summary>Whether it is called, and on one of these silos.</summary>
    public bool IsServedBy(IReadOnlyList<SiloAddress> silos) => IsReady && SiloAddress is { } silo && silos.Contains(silo);

    public WeightsKey Weights => new(Sha256, Quantized.Parse(DType));

    public ReplicaSpec ToSpec() => new(Sha256, ModelVersion, DType, MemoryBytes, ComputeWeight, Pinned);

    public ReplicaInfo ToInfo() => new(Id, Enum.Parse<ReplicaState>(State), Silo, ModelVersion, DType);
}
