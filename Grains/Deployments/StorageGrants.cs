using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>The storage that deployments are granted: room for the artifact that each serves.</summary>
internal sealed class StorageGrants(Store store, IOptions<StorageOptions> options)
{
    /// <summary>Checks that an artifact fits into what is granted.</summary>
    /// <param name="granted">The bytes; 0 for what it needs.</param>
    /// <param name="sha256">The artifact.</param>
    /// <param name="field">The field of the request that named it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">It does not.</exception>
    public async Task RequireFitAsync(long granted, string sha256, string field, CancellationToken cancellationToken)
    {
        if (granted > 0 && await store.Artifacts.FindSizeAsync(sha256, cancellationToken) is { } bytes && bytes > granted)
        {
            throw RefusedException.Invalid(field, $"{field}: {granted:N0} bytes of Storage are granted; the artifact of the weights has {bytes:N0}.");
        }
    }

    /// <summary>Checks, in the transaction that inserted a deployment, that what all are granted together is there.</summary>
    /// <exception cref="RefusedException">It is not.</exception>
    public async Task RequireRoomAsync(DbTransaction transaction, long granted)
    {
        if (granted == 0 || options.Value.CapacityBytes == 0)
        {
            return;
        }

        // Whoever inserts a deployment holds the counter of their numbers, so that nobody else inserts one meanwhile.
        var all = await transaction.Connection!.ExecuteScalarAsync<decimal>("SELECT COALESCE(SUM(storage_bytes * 1.0), 0) FROM deployments", transaction: transaction);
        if (all > options.Value.CapacityBytes)
        {
            throw new RefusedException(
                RefusalReason.NoRoom,
                $"The deployment asks for {granted:N0} bytes of Storage; {Math.Max(0, options.Value.CapacityBytes - (all - granted)):N0} of {options.Value.CapacityBytes:N0} are free. "
                + "Delete a deployment that is not needed, or raise Storage:CapacityBytes.");
        }
    }
}
