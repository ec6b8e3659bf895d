using Dapper;
using InfernoOrleans.Tests.Nodes;
using Npgsql;

namespace InfernoOrleans.Tests.CivicAngel.Memories;

/// <summary>What happens to memories while another silo holds the rows of their agents.</summary>
[Collection(PostgresGroup.Name)]
public sealed class MemoryLockTests(SharedPostgres postgres)
{
    private const string Palm = "synth-mirror-palm";

    [PostgresFact]
    public async Task Remember_OfAnAgentThatIsLockedForAWhile_WaitsAndIsNoOutage()
    {
        await using var angel = await AngelDatabase.OpenAsync("PostgreSQL", postgres);
        await using var other = new NpgsqlConnection(angel.ConnectionString);
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await other.ExecuteAsync("SELECT 1 FROM civic_agents WHERE id = @Palm FOR UPDATE", new { Palm }, transaction);

        // Longer than a lock is waited for, so that the write is given up and repeated.
        var remembering = angel.RememberAsync(Palm, "a1", "patient", "palm");
        await other.ExecuteAsync("SELECT pg_sleep(1.5)", transaction: transaction);
        Assert.False(remembering.IsCompleted);
        Assert.Equal(0, await angel.Memories.CountAsync(CancellationToken.None));
        await transaction.CommitAsync();
        await remembering;
        Assert.Equal(["patient"], await angel.RecallAsync(Palm, "palm"));
    }

    [PostgresFact]
    public async Task Write_WhoseTransactionStandsStillForTooLong_IsRepeated()
    {
        await using var angel = await AngelDatabase.OpenAsync("PostgreSQL", postgres);
        await using var other = new NpgsqlConnection(angel.ConnectionString);
        await other.OpenAsync();
        var attempts = 0;
        await angel.Store.Database.WriteAsync(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync("SET LOCAL idle_in_transaction_session_timeout = 100", transaction: transaction);
                if (++attempts == 1)
                {
                    // As a silo that is frozen between two statements.
                    await other.ExecuteAsync("SELECT pg_sleep(0.5)");
                }

                return await transaction.Connection!.ExecuteAsync("UPDATE civic_lifecycle SET advances = advances + 1", transaction: transaction);
            },
            CancellationToken.None);
        Assert.Equal(2, attempts);
        Assert.Equal(1, await angel.ScalarAsync<long>("SELECT advances FROM civic_lifecycle"));
    }
}
