namespace InfernoOrleans.Grains.Interfaces.Artifacts;

/// <summary>Content that lies in the artifact store under a temporary name: nothing refers to it yet.</summary>
/// <param name="Id">The temporary name.</param>
/// <param name="Sha256">Its hash, in lower-case hexadecimal, computed while it was written.</param>
/// <param name="Bytes">Its length.</param>
[GenerateSerializer, Immutable, Alias("inferno.staged-artifact")]
public sealed record StagedArtifact(
    [property: Id(0)] Guid Id, [property: Id(1)] string Sha256, [property: Id(2)] long Bytes);
