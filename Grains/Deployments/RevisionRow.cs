using InfernoOrleans.Grains.Weights;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>A row of <c>deployment_revisions</c>: one spec that a deployment serves or has served.</summary>
internal sealed record RevisionRow
{
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

    public WeightsKey Weights => new(Sha256, Quantized.Parse(DType));
}
