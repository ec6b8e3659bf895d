using Dapper;
using InfernoOrleans.Grains.CivicAngel;
using InfernoOrleans.Grains.CivicAngel.Activations;
using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.CivicAngel.Dreams;
using InfernoOrleans.Grains.CivicAngel.Lifecycle;
using InfernoOrleans.Grains.CivicAngel.Memories;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Postgres;
using InfernoOrleans.Grains.Storage.Sqlite;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.CivicAngel;

/// <summary>The tables of the Civic Angel in a database of their own, with the clock at a standstill.</summary>
internal sealed class AngelDatabase : IAsyncDisposable
{
    private readonly TemporaryDirectory data = new();
    private readonly MemoryStatements statements;
    private readonly MemoryWriter writer;

    private AngelDatabase(MemoryStatements statements, Func<StorageOptions, Store> open, CivicAngelOptions options)
    {
        this.statements = statements;
        Options = options;
        var storage = new StorageOptions { DataDirectory = data.Path };
        Store = open(storage);
        writer = new MemoryWriter(
            Store, statements, new IdempotencyTable(Store, Microsoft.Extensions.Options.Options.Create(storage), Time), Configured, NullLogger<MemoryWriter>.Instance);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public CivicAngelOptions Options { get; }

    /// <summary>How to connect beside it; empty where it is a file.</summary>
    public string ConnectionString { get; private init; } = string.Empty;

    public Store Store { get; }

    public MemoryTable Memories => new(Store, statements);

    public AgentTable Agents => new(Store);

    public LifecycleTable Lifecycle => new(Store);

    public EdgeTable Edges => new(Store);

    public DreamWork Dreams => new(Agents, Memories, Configured, Time);

    private IOptions<CivicAngelOptions> Configured => Microsoft.Extensions.Options.Options.Create(Options);

    public static async Task<AngelDatabase> OpenAsync(string database, SharedPostgres postgres, CivicAngelOptions? options = null)
    {
        options ??= new CivicAngelOptions();
        if (database == OnSqliteAttribute.Name)
        {
            return new AngelDatabase(new SqliteMemoryStatements(), storage => LocalStore.Open(storage, TimeProvider.System, NullLoggerFactory.Instance), options);
        }

        var connectionString = PostgresConnection.Complete(await postgres.Server.CreateDatabaseAsync(), "test");
        return new AngelDatabase(
            new PostgresMemoryStatements(), storage => ClusterStore.Open(connectionString, storage, TimeProvider.System, NullLoggerFactory.Instance), options)
        {
            ConnectionString = connectionString,
        };
    }

    /// <summary>Has an agent remember.</summary>
    public Task RememberAsync(string agent, string activation, string asked, params string[] triggers) =>
        RememberAsync(activation, asked, key: null, (agent, triggers));

    /// <summary>Has several agents remember one activation.</summary>
    public Task RememberAsync(string activation, string asked, IdempotencyToken? key, params (string Agent, string[] Triggers)[] answers)
    {
        var memories = answers.SelectMany(answer => NewMemory.Of(
            activation, new AgentAnswer(answer.Agent, answer.Agent, "…", [], answer.Triggers), asked, Time.GetUtcNow(), Options.HalfLife));
        return writer.WriteAsync(new Remembrance([.. memories], new KeptActivation(LifecyclePhase.Silence, null), key));
    }

    /// <summary>What an agent remembers by triggers that contain a text, oldest first.</summary>
    public async Task<string[]> RecallAsync(string agent, string trigger) =>
        [.. (await RecallRowsAsync(agent, trigger)).Select(row => row.Content).Reverse()];

    public Task<IReadOnlyList<MemoryRow>> RecallRowsAsync(string agent, string trigger, long before = long.MaxValue, int most = 1_000) =>
        Memories.RecallAsync(agent, TriggerKey.Containing(trigger), before, most, CancellationToken.None);

    public Task<T?> ScalarAsync<T>(string sql) => Store.Database.ReadAsync(connection => connection.ExecuteScalarAsync<T>(sql), CancellationToken.None);

    public Task ExecuteAsync(string sql) => Store.Database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(sql, transaction: transaction), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await Store.DisposeAsync();
        data.Dispose();
    }
}
