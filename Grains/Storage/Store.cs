using InfernoOrleans.Grains.Storage.Artifacts;

namespace InfernoOrleans.Grains.Storage;

/// <summary>Where a silo keeps what must outlive it: our own tables, and artifacts.</summary>
internal abstract class Store : IAsyncDisposable
{
    /// <summary>Our own tables.</summary>
    public abstract WorkDatabase Database { get; }

    /// <summary>Weights and other large content.</summary>
    public abstract ArtifactStore Artifacts { get; }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
