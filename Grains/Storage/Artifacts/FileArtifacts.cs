using System.Security.Cryptography;
using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Storage.Artifacts;

/// <summary>
/// Artifacts as files. What is staged is flushed, and published by an atomic rename; a crash leaves either nothing or the whole.
/// </summary>
internal sealed class FileArtifacts : ArtifactStore
{
    private const int CopyBufferBytes = 256 * 1024;

    private readonly string published;
    private readonly string staging;
    private readonly TimeProvider time;

    /// <summary>Publishing renews what collecting may be about to delete: the two must not interleave.</summary>
    private readonly Lock publication = new();

    /// <summary>Opens the store in a folder, creating it when needed.</summary>
    public FileArtifacts(string directory, TimeProvider time)
    {
        published = Path.Combine(directory, "sha256");
        staging = Path.Combine(directory, "staging");
        this.time = time;
        Directory.CreateDirectory(published);
        Directory.CreateDirectory(staging);
    }

    public override async Task<StagedArtifact> StageAsync(Stream content, CancellationToken cancellationToken)
    {
        using var staging = new Staging(this);
        await content.CopyToAsync(staging.Target, CopyBufferBytes, cancellationToken).ConfigureAwait(false);
        return staging.Complete();
    }

    public override StagedArtifact Stage(Action<Stream> write)
    {
        using var staging = new Staging(this);
        write(staging.Target);
        return staging.Complete();
    }

    public override Task DiscardAsync(StagedArtifact artifact)
    {
        _ = Delete(StagedPath(artifact.Id));
        return Task.CompletedTask;
    }

    public override Task FetchAsync(StagedArtifact artifact, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Stream OpenStaged(StagedArtifact artifact) =>
        OpenRead(StagedPath(artifact.Id)) ?? throw new RefusedException(
            RefusalReason.Unavailable,
            "The upload is not in the silo's artifact store. Send it again; if that does not help, the gateway's Storage:DataDirectory is not its silo's.");

    public override Task PublishAsync(StagedArtifact artifact, CancellationToken cancellationToken)
    {
        Publish(artifact);
        return Task.CompletedTask;
    }

    /// <inheritdoc cref="PublishAsync"/>
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

    public override Task FetchAsync(string sha256, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Stream OpenVerified(string sha256)
    {
        var stream = OpenRead(PublishedPath(sha256)) ?? throw Missing(sha256);
        try
        {
            var actual = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (actual != sha256)
            {
                throw Damaged(sha256, actual);
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

    public override Task<long?> FindSizeAsync(string sha256, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PublishedPath(sha256));
        return Task.FromResult<long?>(file.Exists ? file.Length : null);
    }

    public override Task<int> CollectAsync(IReadOnlySet<string> referenced, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow().UtcDateTime - gracePeriod;
        return Task.FromResult(AllFiles().Count(path =>
        {
            lock (publication)
            {
                return File.Exists(path) && File.GetLastWriteTimeUtc(path) < oldest && !referenced.Contains(Path.GetFileName(path))
                    && Delete(path);
            }
        }));
    }

    /// <summary>Whether published content is here, as far as its name tells.</summary>
    public bool Holds(string sha256) => File.Exists(PublishedPath(sha256));

    /// <summary>Whether staged content is here.</summary>
    public bool HoldsStaged(StagedArtifact artifact) => File.Exists(StagedPath(artifact.Id));

    /// <summary>Gives staged content the temporary name under which it was staged elsewhere.</summary>
    /// <exception cref="RefusedException">The disk cannot take it.</exception>
    public void Rename(StagedArtifact copy, StagedArtifact original)
    {
        try
        {
            File.Move(StagedPath(copy.Id), StagedPath(original.Id), overwrite: true);
        }
        catch (Exception exception) when (IsDiskError(exception))
        {
            throw NotWritable(exception);
        }
    }

    /// <summary>Removes published content.</summary>
    public void Remove(string sha256) => Delete(PublishedPath(sha256));

    /// <summary>Marks published content as used now, for <see cref="Trim"/>.</summary>
    public void Touch(string sha256)
    {
        try
        {
            File.SetLastAccessTimeUtc(PublishedPath(sha256), time.GetUtcNow().UtcDateTime);
        }
        catch (Exception exception) when (IsDiskError(exception))
        {
            // It may be trimmed early, no more.
        }
    }

    /// <summary>
    /// Removes what was used longest ago until the rest holds at most <paramref name="most"/> bytes, but never what was used last, however
    /// large that is.
    /// </summary>
    public void Trim(long most)
    {
        var held = 0L;
        foreach (var file in new DirectoryInfo(published).EnumerateFiles("*", SearchOption.AllDirectories).OrderByDescending(file => file.LastAccessTimeUtc))
        {
            held += file.Length;
            if (held > most && held > file.Length)
            {
                Delete(file.FullName);
            }
        }
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

    private IEnumerable<string> AllFiles() =>
        Directory.EnumerateFiles(staging).Concat(Directory.EnumerateFiles(published, "*", SearchOption.AllDirectories));

    private static bool Delete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception exception) when (IsDiskError(exception))
        {
            // It is tried again at the next sweep.
            return false;
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

        public Staging(FileArtifacts store)
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
