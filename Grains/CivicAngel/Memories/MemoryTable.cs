using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>The rows of <c>memories</c> and <c>memory_triggers</c>. What is written of activations, <see cref="MemoryWriter"/> writes.</summary>
internal sealed class MemoryTable(Store store, MemoryStatements statements)
{
    private const int MostAtOnce = 500;

    /// <summary>Which agents remember something by a trigger that contains a text.</summary>
    /// <param name="pattern">As <see cref="TriggerKey.Containing"/> makes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<string>> FindAgentsAsync(string pattern, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<string>>(
            async connection => (await connection.QueryAsync<string>(
                """
                SELECT DISTINCT agent FROM memory_triggers WHERE trigger_key LIKE @pattern ESCAPE '\' ORDER BY agent
                """,
                new { pattern })).AsList(),
            cancellationToken);

    /// <summary>The newest memories of an agent by triggers that match, newest first.</summary>
    public Task<IReadOnlyList<MemoryRow>> RecallAsync(string agent, string pattern, long before, int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<MemoryRow>>(
            async connection => (await connection.QueryAsync<MemoryRow>(
                """
                SELECT id AS Id, agent AS Agent, trigger_text AS "Trigger", content AS Content, associated AS Associated, at AS At
                FROM memories WHERE id IN (
                    SELECT memories.id FROM memory_triggers CROSS JOIN memories
                    WHERE memory_triggers.agent = @agent AND memory_triggers.trigger_key LIKE @pattern ESCAPE '\'
                        AND memories.agent = memory_triggers.agent AND memories.trigger_key = memory_triggers.trigger_key AND memories.id < @before
                    ORDER BY memories.id DESC LIMIT @most)
                ORDER BY id DESC
                """,
                new { agent, pattern, before, most })).AsList(),
            cancellationToken);

    /// <summary>Halves the age of memories, as recalling them does.</summary>
    public async Task StrengthenAsync(IReadOnlyList<(string Agent, long Id)> recalled, long now, CancellationToken cancellationToken)
    {
        foreach (var some in recalled.Chunk(MostAtOnce))
        {
            await store.Database.WriteAsync(
                async transaction =>
                {
                    await statements.LockAsync(transaction, some.Select(memory => memory.Agent).ToHashSet(StringComparer.Ordinal));
                    return await HalveAgeAsync(transaction, some.Select(memory => memory.Id), now);
                },
                cancellationToken);
        }
    }

    /// <summary>What all agents together remember.</summary>
    public Task<long> CountAsync(CancellationToken cancellationToken) => store.Database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>("SELECT CAST(SUM(memories) AS bigint) FROM civic_agents"), cancellationToken);

    /// <summary>All memories of an agent, newest first, without what they say.</summary>
    public Task<IReadOnlyList<WordedMemory>> ListWordedAsync(string agent, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<WordedMemory>>(
            async connection => (await connection.QueryAsync<WordedMemory>(
                """
                SELECT id AS Id, trigger_key AS "Key", bands_low AS Low, bands_high AS High FROM memories WHERE agent = @agent ORDER BY id DESC
                """,
                new { agent })).AsList(),
            cancellationToken);

    /// <summary>What memories say.</summary>
    public async Task<IReadOnlyDictionary<long, string>> ReadContentsAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var contents = new Dictionary<long, string>(ids.Count);
        foreach (var some in ids.Chunk(MostAtOnce))
        {
            var rows = await store.Database.ReadAsync(
                connection => connection.QueryAsync<(long Id, string Content)>($"SELECT id, content FROM memories WHERE id IN ({string.Join(',', some)})"),
                cancellationToken);
            foreach (var (id, content) in rows)
            {
                contents[id] = content;
            }
        }

        return contents;
    }

    /// <summary>Makes memories of an agent one with another: the kept one is strengthened as by a recall, the others go.</summary>
    /// <returns>How many went.</returns>
    public async Task<int> MergeAsync(string agent, IReadOnlyList<(long Kept, long Gone)> pairs, long now, CancellationToken cancellationToken)
    {
        var gone = 0;
        foreach (var some in pairs.Chunk(MostAtOnce))
        {
            gone += await store.Database.WriteAsync(
                async transaction =>
                {
                    await statements.LockAsync(transaction, [agent]);

                    // The one to keep may have been forgotten since it was found: then the other stays.
                    var kept = (await transaction.Connection!.QueryAsync<long>(
                        $"SELECT id FROM memories WHERE id IN ({string.Join(',', some.Select(pair => pair.Kept).Distinct())})", transaction: transaction)).ToHashSet();
                    var merged = some.Where(pair => kept.Contains(pair.Kept)).ToArray();
                    if (merged.Length == 0)
                    {
                        return 0;
                    }

                    await HalveAgeAsync(transaction, kept, now);
                    return await transaction.Connection!.ExecuteAsync(
                        $"DELETE FROM memories WHERE id IN ({string.Join(',', merged.Select(pair => pair.Gone))})", transaction: transaction);
                },
                cancellationToken);
        }

        return gone;
    }

    /// <summary>Forgets memories of an agent that count as older than some time, the weakest first.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="threshold">The time, before what dreams have aged the agent by.</param>
    /// <param name="most">The most to forget.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were forgotten.</returns>
    public Task<int> ForgetAsync(string agent, long threshold, int most, CancellationToken cancellationToken) => store.Database.WriteAsync(
        async transaction =>
        {
            await statements.LockAsync(transaction, [agent]);
            return await transaction.Connection!.ExecuteAsync(
                """
                DELETE FROM memories WHERE id IN (
                    SELECT memories.id FROM memories JOIN civic_agents ON civic_agents.id = memories.agent
                    WHERE memories.agent = @agent AND fresh < @threshold + aged ORDER BY fresh LIMIT @most)
                """,
                new { agent, threshold, most },
                transaction);
        },
        cancellationToken);

    private static Task<int> HalveAgeAsync(DbTransaction transaction, IEnumerable<long> ids, long now) => transaction.Connection!.ExecuteAsync(
        $"""
        UPDATE memories SET fresh = fresh + (@now + aged - fresh) / 2
        FROM civic_agents
        WHERE civic_agents.id = memories.agent AND memories.id IN ({string.Join(',', ids)}) AND fresh < @now + aged
        """,
        new { now },
        transaction);
}
