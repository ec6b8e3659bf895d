using InfernoOrleans.Grains.Storage.Artifacts;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Storage;

/// <summary>
/// Everything that one machine keeps in its data folder: <c>work.db</c>, the artifacts beside it, and a lock, since the database has
/// one writer.
/// </summary>
internal sealed class LocalStore : IAsyncDisposable
{
    private const string LockFileName = "in-use.lock";

    // How the operating systems say that another process holds the lock.
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMacOs = 35;
    private const int SharingViolationOnWindows = unchecked((int)0x80070020);

    private readonly FileStream folderLock;

    private LocalStore(FileStream folderLock, WorkDatabase database, ArtifactStore artifacts)
    {
        this.folderLock = folderLock;
        Database = database;
        Artifacts = artifacts;
    }

    /// <summary>Our own tables.</summary>
    public WorkDatabase Database { get; }

    /// <summary>Weights and other large content.</summary>
    public ArtifactStore Artifacts { get; }

    /// <summary>Opens the data folder, creating it when needed, and keeps others out of it.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process uses it.</exception>
    public static LocalStore Open(StorageOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var directory = Path.GetFullPath(options.DataDirectory);
        Directory.CreateDirectory(directory);
        var folderLock = Lock(directory);
        try
        {
            var database = WorkDatabase.Open(
                Path.Combine(directory, "work.db"), options.WaitingWrites, loggers.CreateLogger<WorkDatabase>());
            return new LocalStore(folderLock, database, new ArtifactStore(ArtifactsDirectory(options), time));
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>Where the artifacts of a data folder lie. A gateway beside a silo process stages uploads there.</summary>
    public static string ArtifactsDirectory(StorageOptions options) => Path.Combine(Path.GetFullPath(options.DataDirectory), "artifacts");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await folderLock.DisposeAsync();
    }

    private static FileStream Lock(string directory)
    {
        try
        {
            // Released by the operating system however the process ends.
            return new FileStream(Path.Combine(directory, LockFileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult is WouldBlockOnLinux or WouldBlockOnMacOs or SharingViolationOnWindows)
        {
            throw new DataDirectoryInUseException(directory, exception);
        }
    }
}
