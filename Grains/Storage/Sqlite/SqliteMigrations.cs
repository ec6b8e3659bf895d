using DbUp;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Storage.Sqlite;

/// <summary>Brings the tables of a SQLite file up to date.</summary>
internal static class SqliteMigrations
{
    /// <param name="connectionString">The file.</param>
    /// <param name="folder">Where its scripts are, as part of the name of an embedded resource.</param>
    /// <param name="logger">Told each step.</param>
    /// <exception cref="InvalidOperationException">A script failed; the ones before it were applied.</exception>
    public static void Apply(string connectionString, string folder, ILogger logger)
    {
        using (var connection = new SqliteConnection(connectionString))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // Kept in the file: readers do not wait for the writer, and commits append to a log.
            command.CommandText = "PRAGMA journal_mode = WAL;";
            command.ExecuteNonQuery();
        }

        Migration.Run(DeployChanges.To.SqliteDatabase(connectionString), folder, logger);
    }
}
