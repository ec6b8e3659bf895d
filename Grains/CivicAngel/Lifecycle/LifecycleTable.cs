using System.Data.Common;
using System.Globalization;
using Dapper;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.CivicAngel.Lifecycle;

/// <summary>The row of <c>civic_lifecycle</c>.</summary>
internal sealed class LifecycleTable(Store store)
{
    private const int Phases = 6;

    /// <summary>The present phase.</summary>
    public Task<LifecyclePhase> ReadPhaseAsync(CancellationToken cancellationToken) => store.Database.ReadAsync(
        async connection => PhaseOf(await connection.ExecuteScalarAsync<long>("SELECT advances FROM civic_lifecycle")), cancellationToken);

    /// <summary>Goes on to the next phase, and tells so. The phase that a dream belongs to begins one, unless one goes on.</summary>
    public static async Task<LifecyclePhase> AdvanceAsync(DbTransaction transaction)
    {
        var connection = transaction.Connection!;
        var phase = PhaseOf(await connection.ExecuteScalarAsync<long>(
            "UPDATE civic_lifecycle SET advances = advances + 1 RETURNING advances", transaction: transaction));
        if (phase == LifecyclePhase.Dissolution)
        {
            await BeginDreamAsync(transaction);
        }

        await connection.ExecuteAsync("INSERT INTO civic_events (kind, detail) VALUES ('phase', @phase)", new { phase = phase.ToString() }, transaction);
        return phase;
    }

    /// <summary>The dream that goes on; null where none does.</summary>
    public Task<OngoingDream?> ReadDreamAsync(CancellationToken cancellationToken) => store.Database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<OngoingDream>(
            "SELECT dreams_begun AS Number, learned_until AS LearnedUntil FROM civic_lifecycle WHERE dreams_begun > dreams"),
        cancellationToken);

    /// <summary>Begins a dream, unless one goes on.</summary>
    public static Task BeginDreamAsync(DbTransaction transaction) => transaction.Connection!.ExecuteAsync(
        "UPDATE civic_lifecycle SET dreams_begun = dreams + 1 WHERE dreams_begun = dreams", transaction: transaction);

    /// <summary>Ends a dream, and tells so.</summary>
    public static async Task EndDreamAsync(DbTransaction transaction, long dream)
    {
        var ended = await transaction.Connection!.ExecuteAsync(
            "UPDATE civic_lifecycle SET dreams = @dream WHERE dreams = @dream - 1", new { dream }, transaction);
        if (ended > 0)
        {
            await transaction.Connection!.ExecuteAsync(
                "INSERT INTO civic_events (kind, detail) VALUES ('dream', @dream)", new { dream = dream.ToString(CultureInfo.InvariantCulture) }, transaction);
        }
    }

    private static LifecyclePhase PhaseOf(long advances) => (LifecyclePhase)(advances % Phases);
}
