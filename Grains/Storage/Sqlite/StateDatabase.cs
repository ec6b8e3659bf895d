using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Storage.Sqlite;

/// <summary>
/// Grain state and reminders of a silo that is alone: <c>state.db</c> in its data folder, which Orleans' own providers read and write. Not
/// in <c>work.db</c>, since that has one writer.
/// </summary>
internal static class StateDatabase
{
    private const int BusySeconds = 5;

    /// <summary>How the providers open it.</summary>
    public static string ConnectionString(StorageOptions options) => new SqliteConnectionStringBuilder
    {
        DataSource = Path.Combine(Path.GetFullPath(options.DataDirectory), "state.db"),
        DefaultTimeout = BusySeconds,
    }.ToString();

    /// <summary>Brings its tables up to date.</summary>
    /// <exception cref="InvalidOperationException">A script failed; the ones before it were applied.</exception>
    public static void Prepare(StorageOptions options, ILogger logger) =>
        SqliteMigrations.Apply(ConnectionString(options), "Storage.StateMigrations", logger);
}
