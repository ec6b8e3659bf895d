using DbUp;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace InfernoOrleans.Grains.Storage.Postgres;

/// <summary>Brings the tables of a cluster's database up to date.</summary>
internal static class PostgresMigrations
{
    // Any number that no other program on this database uses for its own locks.
    private const long LockKey = 0x1AFE_4E00;
    private const int PatienceSeconds = 60;

    /// <summary>Runs what was not run yet. Silos that start together take turns.</summary>
    /// <exception cref="InvalidOperationException">A script failed; the ones before it were applied.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static void Apply(string connectionString, ILogger logger)
    {
        var unhurried = new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = PatienceSeconds, Pooling = false }.ConnectionString;
        using var connection = new NpgsqlConnection(unhurried);
        connection.Open();

        // Held by this connection, and so released however the process ends.
        using var turn = new NpgsqlCommand("SELECT pg_advisory_lock(@key)", connection) { Parameters = { new("key", LockKey) } };
        turn.ExecuteNonQuery();
        Migration.Run(DeployChanges.To.PostgresqlDatabase(unhurried), "Storage.Postgres.Migrations", logger);
    }
}
