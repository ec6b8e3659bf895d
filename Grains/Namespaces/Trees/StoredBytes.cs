using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>The bytes of stored files, which are counted in the rows of their namespaces, so that those of all are told quickly.</summary>
internal static class StoredBytes
{
    /// <summary>The most bytes of all namespaces. Silos that write at one time may exceed it by what they write.</summary>
    public const long Most = 1L << 30;

    /// <summary>Counts what is about to be stored in a namespace, or, where it is less than nothing, what is deleted.</summary>
    /// <exception cref="RefusedException">There would be too much.</exception>
    public static async Task AddAsync(DbTransaction transaction, long space, long bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        var connection = transaction.Connection!;
        await connection.ExecuteAsync("UPDATE namespaces SET bytes = bytes + @bytes WHERE id = @space", new { space, bytes }, transaction);
        if (bytes > 0 && await TotalAsync(transaction) is > Most and var total)
        {
            throw new RefusedException(
                RefusalReason.NoRoom, $"The files of all namespaces would have {total:N0} bytes; the most allowed are {Most:N0}. Remove some first.");
        }
    }

    /// <summary>The bytes of one namespace.</summary>
    public static Task<long> OfAsync(DbTransaction transaction, long space) =>
        transaction.Connection!.ExecuteScalarAsync<long>("SELECT bytes FROM namespaces WHERE id = @space", new { space }, transaction);

    private static Task<long> TotalAsync(DbTransaction transaction) =>
        transaction.Connection!.ExecuteScalarAsync<long>("SELECT CAST(SUM(bytes) AS BIGINT) FROM namespaces", transaction: transaction);
}
