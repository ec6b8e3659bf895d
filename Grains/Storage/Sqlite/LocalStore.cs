using InfernoOrleans.Grains.Storage.Artifacts;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Storage.Sqlite;

/// <summary>
/// Everything that one machine keeps in its data folder: <c>work.db</c>, <c>state.db</c> and the artifacts beside them, and a lock, since
/// <c>work.db</c> has one writer.
/// </summary>
internal sealed class LocalStore : Store
{
    private readonly FileStream folderLock;

    private LocalStore(FileStream folderLock, WorkDatabase database, ArtifactStore artifacts)
    {
        this.folderLock = folderLock;
        Database = database;
        Artifacts = artifacts;
    }

    public override WorkDatabase Database { get; }

    public override ArtifactStore Artifacts { get; }

    /// <summary>Opens the data folder, creating it when needed, and keeps others out of it.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process uses it.</exception>
    public static LocalStore Open(StorageOptions options, TimeProvider time, ILoggerFactory loggers, StorageInstruments? instruments = null)
    {
        var (directory, folderLock) = DataFolder.Lock(options.DataDirectory);
        try
        {
            var logger = loggers.CreateLogger<WorkDatabase>();
            StateDatabase.Prepare(options, logger);
            var engine = SqliteEngine.Open(Path.Combine(directory, "work.db"), logger);
            return new LocalStore(
                folderLock,
                new WorkDatabase(engine, options.WaitingWrites, logger, instruments, time),
                new FileArtifacts(ArtifactsDirectory(options), time));
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
    public override async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await folderLock.DisposeAsync();
    }
}
