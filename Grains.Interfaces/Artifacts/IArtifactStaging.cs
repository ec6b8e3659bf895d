namespace InfernoOrleans.Grains.Interfaces.Artifacts;

/// <summary>
/// Where a gateway puts uploaded files for the grains, since weights never pass through a grain call. Implemented by the artifact store
/// that the gateway shares with the silos.
/// </summary>
public interface IArtifactStaging
{
    /// <summary>Writes content under a temporary name, hashing it on the way. It is durable when this returns.</summary>
    Task<StagedArtifact> StageAsync(Stream content, CancellationToken cancellationToken);

    /// <summary>Removes staged content, if it is still there.</summary>
    Task DiscardAsync(StagedArtifact artifact);
}
