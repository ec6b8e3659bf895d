using InfernoOrleans.Grains.Storage.Artifacts;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Storage.Postgres;

/// <summary>What the silos of a cluster share in PostgreSQL, and this silo's cache of artifacts in its data folder.</summary>
internal sealed class ClusterStore : Store
{
    private readonly FileStream folderLock;

    private ClusterStore(FileStream folderLock, WorkDatabase database, ArtifactStore artifacts)
    {
        this.folderLock = folderLock;
        Database = database;
        Artifacts = artifacts;
    }

    public override WorkDatabase Database { get; }

    public override ArtifactStore Artifacts { get; }

    /// <summary>Brings the database up to date and opens the cache.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process uses the data folder.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The database cannot be reached.</exception>
    public static ClusterStore Open(string connectionString, StorageOptions options, TimeProvider time, ILoggerFactory loggers, StorageInstruments? instruments = null)
    {
        var (directory, folderLock) = options.SharedDirectory
            ? DataFolder.LockFirstFree(options.DataDirectory)
            : DataFolder.Lock(options.DataDirectory);
        try
        {
            var logger = loggers.CreateLogger<WorkDatabase>();
            PostgresMigrations.Apply(connectionString, logger);
            var engine = new PostgresEngine(connectionString, time);
            var cache = new FileArtifacts(Path.Combine(directory, "cache"), time);
            return new ClusterStore(
                folderLock,
                new WorkDatabase(engine, options.WaitingWrites, logger, instruments, time),
                new PostgresArtifacts(engine, cache, options.ArtifactCacheBytes));
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await folderLock.DisposeAsync();
    }
}
