using System.Security.Cryptography;
using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Storage.Artifacts;

/// <summary>
/// Immutable content under the SHA-256 of its bytes, as files. Content is staged under a temporary name, hashed while it is written,
/// flushed, and published by an atomic rename; a crash leaves either nothing or the whole. Collected when no row refers to it.
/// </summary>
internal sealed class ArtifactStore : IArtifactStaging
{
    private const int CopyBufferBytes = 256 * 1024;

    private readonly string published;
    private readonly string staging;
    private readonly TimeProvider time;

    /// <summary>Publishing touches the file's time and collecting looks at it: the two must not interleave.</summary>
    private readonly Lock publication = new();

    /// <summary>Opens the store in a folder, creating it when needed.</summary>
    public ArtifactStore(string directory, TimeProvider time)
    {
        published = Path.Combine(directory, "sha256");
        staging = Path.Combine(directory, "staging");
        this.time = time;
        Directory.CreateDirectory(published);
        Directory.CreateDirectory(staging);
    }

    /// <inheritdoc/>
    public Task<StagedArtifact> StageAsync(Stream content, CancellationToken cancellationToken) =>
        StageAsync(
            async (target, cancellation) => await content.CopyToAsync(target, CopyBufferBytes, cancellation).ConfigureAwait(false),
            cancellationToken);

    /// <summary>Writes content under a temporary name, hashing it on the way. It is durable when this returns.</summary>
    public async Task<StagedArtifact> StageAsync(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var path = StagedPath(id);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: false);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var buffered = new BufferedStream(new HashingStream(file, hash), CopyBufferBytes))
            {
                await write(buffered, cancellationToken).ConfigureAwait(false);
            }

            file.Flush(flushToDisk: true);
            return new StagedArtifact(id, Convert.ToHexStringLower(hash.GetHashAndReset()), file.Length);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Discard(StagedArtifact artifact) => File.Delete(StagedPath(artifact.Id));

    /// <summary>Opens staged content for reading.</summary>
    /// <exception cref="RefusedException">It is gone.</exception>
    public Stream OpenStaged(StagedArtifact artifact) =>
        OpenRead(StagedPath(artifact.Id)) ?? throw new RefusedException(RefusalReason.Unavailable, "The upload is no longer there. Send it again.");

    /// <summary>Gives staged content its lasting name. Content that is there already stays as it is.</summary>
    public void Publish(StagedArtifact artifact)
    {
        var target = PublishedPath(artifact.Sha256);
        lock (publication)
        {
            if (File.Exists(target))
            {
                File.SetLastWriteTimeUtc(target, time.GetUtcNow().UtcDateTime);
                File.Delete(StagedPath(artifact.Id));
                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(StagedPath(artifact.Id), target);
            DirectoryFlush.ToDisk(Path.GetDirectoryName(target)!);
        }
    }

    /// <summary>Opens published content after checking its bytes against its name.</summary>
    /// <exception cref="RefusedException">It is missing or damaged.</exception>
    public async Task<Stream> OpenVerifiedAsync(string sha256, CancellationToken cancellationToken)
    {
        var stream = OpenRead(PublishedPath(sha256))
            ?? throw new RefusedException(RefusalReason.Unavailable, $"The weights {sha256} are missing from the artifact store.");
        try
        {
            var actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
            if (actual != sha256)
            {
                throw new RefusedException(RefusalReason.Unavailable, $"The weights {sha256} are damaged: their bytes hash to {actual}.");
            }

            stream.Position = 0;
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Deletes published content that is not in <paramref name="referenced"/> and staged content that was abandoned, both only when
    /// older than the grace period: younger content may be about to be referred to.
    /// </summary>
    /// <returns>How many files were deleted.</returns>
    public int Collect(IReadOnlySet<string> referenced, TimeSpan gracePeriod)
    {
        var oldest = time.GetUtcNow().UtcDateTime - gracePeriod;
        var deleted = 0;
        foreach (var path in Directory.EnumerateFiles(staging).Concat(Directory.EnumerateFiles(published, "*", SearchOption.AllDirectories)))
        {
            lock (publication)
            {
                if (File.GetLastWriteTimeUtc(path) < oldest && !referenced.Contains(Path.GetFileName(path)))
                {
                    File.Delete(path);
                    deleted++;
                }
            }
        }

        return deleted;
    }

    private static FileStream? OpenRead(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, CopyBufferBytes);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string StagedPath(Guid id) => Path.Combine(staging, id.ToString("n"));

    // A folder for each first byte keeps folders small.
    private string PublishedPath(string sha256) => Path.Combine(published, sha256[..2], sha256);
}
