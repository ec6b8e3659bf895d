using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Storage;

/// <summary>Deletes, every so often, artifacts that no model version, no deployment and no task refers to.</summary>
internal sealed partial class ArtifactCollector(
    Store store, IOptions<StorageOptions> options, TimeProvider time, ILogger<ArtifactCollector> logger) : BackgroundService
{
    /// <summary>Marks what rows refer to, then sweeps the rest.</summary>
    public async Task<int> CollectAsync(CancellationToken cancellationToken)
    {
        var referenced = await store.Database.ReadAsync(
            async connection => (await connection.QueryAsync<string>(
                """
                SELECT sha256 FROM model_versions UNION SELECT sha256 FROM deployments WHERE agent IS NULL
                UNION SELECT sha256 FROM deployment_revisions
                UNION SELECT artifact FROM tasks WHERE artifact IS NOT NULL
                """)).ToHashSet(StringComparer.Ordinal),
            cancellationToken);
        return await store.Artifacts.CollectAsync(referenced, options.Value.ArtifactGracePeriod, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ArtifactSweepInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var deleted = await CollectAsync(stoppingToken);
                if (deleted > 0)
                {
                    LogCollected(deleted);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Collecting only frees disk space: try again at the next tick.
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Files} artifacts that nothing refers to")]
    private partial void LogCollected(int files);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Artifacts could not be collected")]
    private partial void LogFailed(Exception exception);
}
