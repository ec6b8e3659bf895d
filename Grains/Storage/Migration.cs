using DbUp.Builder;
using DbUp.Engine.Output;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Storage;

/// <summary>
/// Brings tables up to date with the scripts embedded in this assembly, each once, in the order of their names. Scripts only expand: a
/// column or table is dropped one release after nothing uses it, so that an old and a new version can run side by side.
/// </summary>
internal static partial class Migration
{
    /// <summary>Runs the scripts of one folder that were not run yet.</summary>
    /// <param name="builder">Knows the database.</param>
    /// <param name="folder">Where the scripts are, as part of the name of an embedded resource: <c>Storage.Migrations</c>.</param>
    /// <param name="logger">Told each step.</param>
    /// <exception cref="InvalidOperationException">A script failed; the ones before it were applied.</exception>
    public static void Run(UpgradeEngineBuilder builder, string folder, ILogger logger)
    {
        var prefix = $"{typeof(Migration).Assembly.GetName().Name}.{folder}.";
        var result = builder
            .WithScriptsEmbeddedInAssembly(typeof(Migration).Assembly, name => name.StartsWith(prefix, StringComparison.Ordinal))
            .WithVariablesDisabled()
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
