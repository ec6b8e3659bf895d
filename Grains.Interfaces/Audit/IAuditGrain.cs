using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Audit;

/// <summary>Who changed what. A stateless worker: any key, by convention 0.</summary>
[Alias("inferno.audit")]
public interface IAuditGrain : IGrainWithIntegerKey
{
    /// <summary>Writes entries, all in one transaction; those that were written already are left as they are.</summary>
    /// <exception cref="RefusedException">The database cannot be written at the moment.</exception>
    [Alias("append")]
    Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);

    /// <summary>Lists entries, newest first.</summary>
    [Alias("list")]
    Task<IReadOnlyList<AuditRecord>> ListAsync(AuditQuery query, CancellationToken cancellationToken);
}
