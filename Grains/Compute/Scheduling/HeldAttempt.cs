using InfernoOrleans.Grains.Compute.Tables;

namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>An attempt that a silo has.</summary>
/// <param name="Id">Which.</param>
/// <param name="Node">On which of the nodes of the silo.</param>
/// <param name="Requires">The canonical text of what it reserves there.</param>
[GenerateSerializer, Immutable, Alias("inferno.held-attempt")]
internal sealed record HeldAttempt([property: Id(0)] AttemptId Id, [property: Id(1)] string Node, [property: Id(2)] string Requires);
