using InfernoOrleans.Grains.Interfaces.Audit;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Audit;

/// <inheritdoc cref="IAuditGrain"/>
[StatelessWorker, Reentrant, GrainType("audit")]
internal sealed class AuditGrain(AuditTable table) : Grain, IAuditGrain
{
    private const int LongestPage = 1_001;

    public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) => table.AppendAsync(entries, cancellationToken);

    public Task<IReadOnlyList<AuditRecord>> ListAsync(AuditQuery query, CancellationToken cancellationToken) =>
        table.ListAsync(query with { Limit = Math.Clamp(query.Limit, 1, LongestPage) }, cancellationToken);
}
