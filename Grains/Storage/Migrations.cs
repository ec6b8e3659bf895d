using DbUp;
using DbUp.Engine.Output;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Storage;

/// <summary>
/// Brings the tables up to date with the scripts embedded in this assembly, each once, in the order of their names. Scripts only
/// expand: a column or table is dropped one release after nothing uses it, so that an old and a new version can run side by side.
/// </summary>
internal static partial class Migrations
{
    /// <exception cref="InvalidOperationException">A script failed; the ones before it were applied.</exception>
    public static void Apply(string connectionString, ILogger logger)
    {
        using (var connection = new SqliteConnection(connectionString))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // Kept in the file: readers do not wait for the writer, and commits append to a log.
            command.CommandText = "PRAGMA journal_mode = WAL;";
            command.ExecuteNonQuery();
        }

        var result = DeployChanges.To
            .SqliteDatabase(connectionString)
            .WithScriptsEmbeddedInAssembly(typeof(Migrations).Assembly, name => name.EndsWith(".sql", StringComparison.Ordinal))
            .WithTransactionPerScript()
            .LogTo(new Log(logger))
            .Build()
            .PerformUpgrade();

        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"The database could not be brought up to date: script {result.ErrorScript?.Name} failed.", result.Error);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Text}")]
    private static partial void LogStep(ILogger logger, string text);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Text}")]
    private static partial void LogProblem(ILogger logger, string text, Exception? exception);

    private sealed class Log(ILogger logger) : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args) => Step(format, args);

        public void LogDebug(string format, params object[] args) => Step(format, args);

        public void LogInformation(string format, params object[] args) => Step(format, args);

        public void LogWarning(string format, params object[] args) => Problem(null, format, args);

        public void LogError(string format, params object[] args) => Problem(null, format, args);

        public void LogError(Exception ex, string format, params object[] args) => Problem(ex, format, args);

        private void Step(string format, object[] args)
        {
            if (logger.IsEnabled(LogLevel.Debug))
            {
                var text = string.Format(null, format, args);
                LogStep(logger, text);
            }
        }

        private void Problem(Exception? exception, string format, object[] args)
        {
            var text = string.Format(null, format, args);
            LogProblem(logger, text, exception);
        }
    }
}
