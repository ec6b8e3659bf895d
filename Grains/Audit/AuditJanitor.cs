using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Audit;

/// <summary>Deletes entries that are old or too many, a little at a time. One silo does it for all.</summary>
internal sealed partial class AuditJanitor(
    AuditTable table, Members members, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditJanitor> logger) : BackgroundService
{
    private const int MostAtOnce = 500;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Deletes what is due.</summary>
    /// <returns>How many entries.</returns>
    public async Task<int> CleanAsync(CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - options.Value.Retention;
        return await RepeatAsync(() => table.ForgetBeforeAsync(oldest, MostAtOnce, cancellationToken))
            + await RepeatAsync(() => table.ForgetSurplusAsync(options.Value.MaxEntries, MostAtOnce, cancellationToken));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Period, time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (members.IsFirst() && await CleanAsync(stoppingToken) is > 0 and var deleted)
                {
                    LogDeleted(deleted);
                }
            }
            catch (RefusedException)
            {
                // The database does not answer; next time.
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception);
            }
        }
    }

    private static async Task<int> RepeatAsync(Func<Task<int>> forget)
    {
        var total = 0;
        int deleted;
        do
        {
            deleted = await forget();
            total += deleted;
        }
        while (deleted == MostAtOnce);
        return total;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Entries} entries of the audit log that were kept long enough")]
    private partial void LogDeleted(int entries);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Entries of the audit log could not be deleted")]
    private partial void LogFailed(Exception exception);
}
