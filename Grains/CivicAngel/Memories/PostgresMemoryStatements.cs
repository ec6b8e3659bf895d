using System.Data.Common;
using Dapper;

namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>One statement for each kind of change, whatever the number of memories: every statement is a round trip.</summary>
internal sealed class PostgresMemoryStatements : MemoryStatements
{
    /// <remarks>
    /// Everybody activates the same few agents: a silo that freezes in the middle of a transaction must not stop the others for long, and that one
    /// waits for another is no outage of the database. Both end the transaction, which is then repeated.
    /// </remarks>
    public override async Task<IReadOnlySet<string>> LockAsync(DbTransaction transaction, IReadOnlyCollection<string> agents) =>
        (await transaction.Connection!.QueryAsync<string>(
            """
            SET LOCAL idle_in_transaction_session_timeout = 2000;
            SET LOCAL lock_timeout = 1000;
            SELECT id FROM civic_agents WHERE id = ANY(@agents) ORDER BY id FOR NO KEY UPDATE
            """,
            new { agents = agents.ToArray() },
            transaction))
        .ToHashSet(StringComparer.Ordinal);

    public override Task InsertAsync(DbTransaction transaction, IReadOnlyList<NewMemory> memories) => transaction.Connection!.ExecuteAsync(
        """
        WITH given AS (
            SELECT * FROM unnest(
                @agents, @activations, @steps, @triggers, @keys, @contents, @associated, @at, @fresh, @low, @high)
            WITH ORDINALITY AS given (agent, activation, step, trigger_text, trigger_key, content, associated, at, fresh, low, high, place)
        ), stored AS (
            INSERT INTO memories (agent, activation, trigger_text, trigger_key, content, associated, at, fresh, bands_low, bands_high)
            SELECT given.agent, activation, trigger_text, trigger_key, content, associated, at, fresh + aged, low, high
            FROM given JOIN civic_agents ON civic_agents.id = given.agent
            ORDER BY place
            ON CONFLICT (agent, activation, trigger_key) DO NOTHING
            RETURNING agent, activation, trigger_key
        )
        INSERT INTO civic_events (kind, agent, activation, step)
        SELECT 'voice', agent, activation, min(step)
        FROM given JOIN stored USING (agent, activation, trigger_key)
        GROUP BY agent, activation ORDER BY min(place)
        """,
        new
        {
            agents = Column(memories, memory => memory.Agent),
            activations = Column(memories, memory => memory.Activation),
            steps = Column(memories, memory => memory.Step),
            triggers = Column(memories, memory => memory.Trigger),
            keys = Column(memories, memory => memory.Key),
            contents = Column(memories, memory => memory.Content),
            associated = Column(memories, memory => memory.Associated),
            at = Column(memories, memory => memory.At),
            fresh = Column(memories, memory => memory.Fresh),
            low = Column(memories, memory => memory.Low),
            high = Column(memories, memory => memory.High),
        },
        transaction);

    public override Task ForgetWeakestAsync(DbTransaction transaction, IReadOnlyCollection<string> agents, long most) => transaction.Connection!.ExecuteAsync(
        """
        DELETE FROM memories USING (
            SELECT weak.id FROM civic_agents
            CROSS JOIN LATERAL (
                SELECT memories.id FROM memories WHERE memories.agent = civic_agents.id
                ORDER BY fresh, memories.id LIMIT LEAST(GREATEST(civic_agents.memories - @most, 0), @atOnce)
            ) AS weak
            WHERE civic_agents.id = ANY(@agents) AND civic_agents.memories > @most
        ) AS weakest
        WHERE memories.id = weakest.id
        """,
        new { agents = agents.ToArray(), most, atOnce = MostForgottenAtOnce },
        transaction);

    private static T[] Column<T>(IReadOnlyList<NewMemory> memories, Func<NewMemory, T> of)
    {
        var column = new T[memories.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = of(memories[i]);
        }

        return column;
    }
}
