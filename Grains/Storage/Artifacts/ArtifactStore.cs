using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Storage.Artifacts;

/// <summary>
/// Immutable content under the SHA-256 of its bytes. Content is staged under a temporary name and hashed while it is written, published
/// under its hash as a whole or not at all, and collected when no row refers to it.
/// </summary>
internal abstract class ArtifactStore : IArtifactStaging
{
    /// <inheritdoc/>
    public abstract Task<StagedArtifact> StageAsync(Stream content, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task DiscardAsync(StagedArtifact artifact);

    /// <summary>Stages what this silo made itself, on a thread that may wait.</summary>
    /// <exception cref="RefusedException">The disk cannot take it.</exception>
    public abstract StagedArtifact Stage(Action<Stream> write);

    /// <summary>Brings staged content to this machine, so that it can be opened.</summary>
    /// <exception cref="RefusedException">It is not there.</exception>
    public abstract Task FetchAsync(StagedArtifact artifact, CancellationToken cancellationToken);

    /// <summary>Opens staged content, once fetched.</summary>
    /// <exception cref="RefusedException">It is not there.</exception>
    public abstract Stream OpenStaged(StagedArtifact artifact);

    /// <summary>Gives staged content its lasting name, in place of equal content that may be there.</summary>
    /// <exception cref="RefusedException">The store cannot take it.</exception>
    public abstract Task PublishAsync(StagedArtifact artifact, CancellationToken cancellationToken);

    /// <summary>Brings published content to this machine, so that it can be opened.</summary>
    /// <exception cref="RefusedException">It is missing, damaged or cannot be read.</exception>
    public abstract Task FetchAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>Opens published content, once fetched, after checking its bytes against its name.</summary>
    /// <exception cref="RefusedException">It is missing, damaged or cannot be read.</exception>
    public abstract Stream OpenVerified(string sha256);

    /// <summary>The bytes of published content; null when there is none of that name.</summary>
    public abstract Task<long?> FindSizeAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes published content that is not in <paramref name="referenced"/> and staged content that was abandoned, both only when
    /// older than the grace period: younger content may be about to be referred to.
    /// </summary>
    /// <returns>How many artifacts were deleted.</returns>
    public abstract Task<int> CollectAsync(IReadOnlySet<string> referenced, TimeSpan gracePeriod, CancellationToken cancellationToken);

    protected static RefusedException Missing(string sha256) =>
        new(RefusalReason.Unavailable, $"The weights {sha256} are missing from the artifact store.");

    protected static RefusedException Damaged(string sha256, string actual) =>
        new(RefusalReason.Unavailable, $"The weights {sha256} are damaged: their bytes hash to {actual}.");
}
