using InfernoOrleans.Grains.Deployments;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Audit;

/// <summary>Deletes entries that are old or too many, a little at a time. One silo does it for all.</summary>
internal sealed class AuditJanitor(
    AuditTable table, Members members, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditJanitor> logger)
    : Janitor("entries of the audit log", TimeSpan.FromMinutes(1), members, time, logger)
{
    private const int MostAtOnce = 500;

    /// <inheritdoc/>
    public override async Task<int> CleanAsync(CancellationToken cancellationToken)
    {
        var oldest = Time.GetUtcNow() - options.Value.Retention;
        return await RepeatAsync(() => table.ForgetBeforeAsync(oldest, MostAtOnce, cancellationToken))
            + await RepeatAsync(() => table.ForgetSurplusAsync(options.Value.MaxEntries, MostAtOnce, cancellationToken));
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
}
