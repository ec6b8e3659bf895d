using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>Deletes what is old or too much, a little at a time, again and again. One silo does it for all.</summary>
/// <param name="what">What is deleted, for the log: <c>tasks</c>.</param>
/// <param name="period">How often.</param>
/// <param name="members">Says which silo does it.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal abstract partial class Janitor(string what, TimeSpan period, Members members, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>Deletes what is due.</summary>
    /// <returns>How much.</returns>
    public abstract Task<int> CleanAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(period, time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (members.IsFirst() && await CleanAsync(stoppingToken) is > 0 and var deleted)
                {
                    LogDeleted(logger, deleted, what);
                }
            }
            catch (RefusedException)
            {
                // The database does not answer; next time.
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, what, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Deleted} {What} that were kept long enough")]
    private static partial void LogDeleted(ILogger logger, int deleted, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Those {What} that were kept long enough could not be deleted")]
    private static partial void LogFailed(ILogger logger, string what, Exception exception);
}
