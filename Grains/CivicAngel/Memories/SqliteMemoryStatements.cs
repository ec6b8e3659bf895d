using System.Data.Common;
using InfernoOrleans.Grains.Storage.Sqlite;

namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>A prepared statement for each kind of change, run once for each memory: the database is in the process, and has one writer.</summary>
internal sealed class SqliteMemoryStatements : MemoryStatements
{
    public override async Task<IReadOnlySet<string>> LockAsync(DbTransaction transaction, IReadOnlyCollection<string> agents)
    {
        await using var find = new SqliteStatement(transaction, "SELECT 1 FROM civic_agents WHERE id = $1");
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var agent in agents)
        {
            await using var reader = await find.QueryAsync(agent);
            if (await reader.ReadAsync())
            {
                found.Add(agent);
            }
        }

        return found;
    }

    public override async Task InsertAsync(DbTransaction transaction, IReadOnlyList<NewMemory> memories)
    {
        await using var insert = new SqliteStatement(
            transaction,
            """
            INSERT INTO memories (agent, activation, trigger_text, trigger_key, content, associated, at, fresh, bands_low, bands_high)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8 + aged, $9, $10 FROM civic_agents WHERE id = $1
            ON CONFLICT (agent, activation, trigger_key) DO NOTHING
            """);
        await using var tell = new SqliteStatement(transaction, "INSERT INTO civic_events (kind, agent, activation, step) VALUES ('voice', $1, $2, $3)");
        var told = new HashSet<(string Agent, string Activation)>();
        foreach (var memory in memories)
        {
            var inserted = await insert.RunAsync(
                memory.Agent, memory.Activation, memory.Trigger, memory.Key, memory.Content, memory.Associated, memory.At, memory.Fresh, memory.Low, memory.High);
            if (inserted > 0 && told.Add((memory.Agent, memory.Activation)))
            {
                await tell.RunAsync(memory.Agent, memory.Activation, memory.Step);
            }
        }
    }

    public override async Task ForgetWeakestAsync(DbTransaction transaction, IReadOnlyCollection<string> agents, long most)
    {
        await using var count = new SqliteStatement(transaction, "SELECT memories - $2 FROM civic_agents WHERE id = $1 AND memories > $2");
        await using var delete = new SqliteStatement(
            transaction, "DELETE FROM memories WHERE id IN (SELECT id FROM memories WHERE agent = $1 ORDER BY fresh, id LIMIT $2)");
        foreach (var agent in agents)
        {
            var surplus = 0L;
            await using (var reader = await count.QueryAsync(agent, most))
            {
                surplus = await reader.ReadAsync() ? reader.GetInt64(0) : 0;
            }

            if (surplus > 0)
            {
                await delete.RunAsync(agent, Math.Min(surplus, MostForgottenAtOnce));
            }
        }
    }
}
