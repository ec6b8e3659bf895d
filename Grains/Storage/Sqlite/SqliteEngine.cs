using System.Data.Common;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace InfernoOrleans.Grains.Storage.Sqlite;

/// <summary>Our tables in one SQLite file. Commits are flushed before they are confirmed (<c>synchronous=FULL</c>).</summary>
internal sealed class SqliteEngine : DatabaseEngine
{
    private readonly string connectionString;
    private volatile bool closed;

    private SqliteEngine(string connectionString) => this.connectionString = connectionString;

    /// <summary>Opens the database file and brings its tables up to date.</summary>
    /// <exception cref="InvalidOperationException">A migration failed.</exception>
    public static SqliteEngine Open(string file, ILogger logger)
    {
        var connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            ForeignKeys = true,
            DefaultTimeout = 5,
        }.ToString();

        SqliteMigrations.Apply(connectionString, "Storage.Migrations", logger);
        return new SqliteEngine(connectionString);
    }

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (closed)
        {
            // The folder is no longer ours: it may be another process's by now, or gone, and SQLite would make the file anew.
            throw new RefusedException(RefusalReason.Unavailable, "The server is stopping.");
        }

        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return connection;
    }

    public override async Task<DbConnection> ConnectForWritingAsync()
    {
        var connection = await ConnectAsync(CancellationToken.None).ConfigureAwait(false);
        await using var pragma = connection.CreateCommand();
        pragma.CommandText = "PRAGMA synchronous = FULL;";
        await pragma.ExecuteNonQueryAsync().ConfigureAwait(false);
        return connection;
    }

    /// <summary>The disk is full, broken or read-only, or another program holds the file.</summary>
    public override bool IsOutage(Exception exception) => exception is SqliteException error && error.SqliteErrorCode is not
        (raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG or raw.SQLITE_MISUSE or raw.SQLITE_RANGE);

    /// <summary>Never: the file has one writer.</summary>
    public override bool IsCollision(Exception exception) => false;

    public override async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (SqliteException exception) when (IsOutage(exception))
        {
            throw new RefusedException(
                RefusalReason.Unavailable, "The database cannot be used at the moment: its disk is full, broken or busy.", exception);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        closed = true;
        await using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }
}
