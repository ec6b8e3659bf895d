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

    /// <summary>Publishing renews what collecting may be about to delete: the two must not interleave.</summary>
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
    public async Task<StagedArtifact> StageAsync(Stream content, CancellationToken cancellationToken)
    {
        using var staging = new Staging(this);
        await content.CopyToAsync(staging.Target, CopyBufferBytes, cancellationToken).ConfigureAwait(false);
        return staging.Complete();
    }

    /// <summary>Writes content under a temporary name, hashing it on the way. It is durable when this returns.</summary>
    /// <exception cref="RefusedException">The disk cannot take it.</exception>
    public StagedArtifact Stage(Action<Stream> write)
    {
        using var staging = new Staging(this);
        write(staging.Target);
        return staging.Complete();
    }

    /// <inheritdoc/>
    public void Discard(StagedArtifact artifact)
    {
        try
        {
            File.Delete(StagedPath(artifact.Id));
        }
        catch (Exception exception) when (IsDiskError(exception))
        {
            // What cannot be deleted now is collected later.
        }
    }

    /// <summary>Opens staged content for reading.</summary>
    /// <exception cref="RefusedException">It is not there.</exception>
    public Stream OpenStaged(StagedArtifact artifact) =>
        OpenRead(StagedPath(artifact.Id)) ?? throw new RefusedException(
            RefusalReason.Unavailable,
            "The upload is not in the silo's artifact store. Send it again; if that does not help, the gateway's Storage:DataDirectory is not its silo's.");

    /// <summary>Gives staged content its lasting name, in place of equal content that may be there.</summary>
    /// <exception cref="RefusedException">The disk cannot take it.</exception>
    public void Publish(StagedArtifact artifact)
    {
        var target = PublishedPath(artifact.Sha256);
        var folder = Path.GetDirectoryName(target)!;
        try
        {
            lock (publication)
            {
                if (!Directory.Exists(folder))
                {
                    Directory.CreateDirectory(folder);
                    DirectoryFlush.ToDisk(published);
                }

                // The grace period begins now, however long the upload took.
                File.SetLastWriteTimeUtc(StagedPath(artifact.Id), time.GetUtcNow().UtcDateTime);
                File.Move(StagedPath(artifact.Id), target, overwrite: true);
                DirectoryFlush.ToDisk(folder);
            }
        }
        catch (Exception exception) when (IsDiskError(exception))
        {
            throw NotWritable(exception);
        }
    }

    /// <summary>Opens published content after checking its bytes against its name.</summary>
    /// <exception cref="RefusedException">It is missing, damaged or cannot be read.</exception>
    public Stream OpenVerified(string sha256)
    {
        var stream = OpenRead(PublishedPath(sha256))
            ?? throw new RefusedException(RefusalReason.Unavailable, $"The weights {sha256} are missing from the artifact store.");
        try
        {
            var actual = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (actual != sha256)
            {
                throw new RefusedException(RefusalReason.Unavailable, $"The weights {sha256} are damaged: their bytes hash to {actual}.");
            }

            stream.Position = 0;
            return stream;
        }
        catch
        {
            stream.Dispose();
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
                if (File.Exists(path) && File.GetLastWriteTimeUtc(path) < oldest && !referenced.Contains(Path.GetFileName(path)))
                {
                    File.Delete(path);
                    deleted++;
                }
            }
        }

        return deleted;
    }

    /// <summary>Told apart from errors of the content's own stream, which are the sender's.</summary>
    internal static RefusedException NotWritable(Exception exception) =>
        new(RefusalReason.Unavailable, "The artifact store cannot be written: its disk is full or broken.", exception);

    internal static bool IsDiskError(Exception exception) => exception is IOException or UnauthorizedAccessException;

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
        catch (Exception exception) when (IsDiskError(exception))
        {
            throw new RefusedException(RefusalReason.Unavailable, "The artifact store cannot be read at the moment.", exception);
        }
    }

    private string StagedPath(Guid id) => Path.Combine(staging, id.ToString("n"));

    // A folder for each first byte keeps folders small.
    private string PublishedPath(string sha256) => Path.Combine(published, sha256[..2], sha256);

    /// <summary>One file being staged; deleted unless completed.</summary>
    private sealed class Staging : IDisposable
    {
        private readonly Guid id = Guid.NewGuid();
        private readonly string path;
        private readonly FileStream file;
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private bool completed;

        public Staging(ArtifactStore store)
        {
            path = store.StagedPath(id);
            try
            {
                file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            }
            catch (Exception exception) when (IsDiskError(exception))
            {
                throw NotWritable(exception);
            }

            Target = new BufferedStream(new HashingStream(file, hash), CopyBufferBytes);
        }

        public Stream Target { get; }

        public StagedArtifact Complete()
        {
            Target.Flush();
            try
            {
                file.Flush(flushToDisk: true);
            }
            catch (Exception exception) when (IsDiskError(exception))
            {
                throw NotWritable(exception);
            }

            completed = true;
            return new StagedArtifact(id, Convert.ToHexStringLower(hash.GetHashAndReset()), file.Length);
        }

        public void Dispose()
        {
            // Not the buffered stream: it would write what it still holds, and fail again on a full disk.
            file.Dispose();
            hash.Dispose();
            if (!completed)
            {
                File.Delete(path);
            }
        }
    }
}
