using InfernoOrleans.Grains.Compute.Events;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Events;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Postgres;
using InfernoOrleans.Grains.Storage.Sqlite;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Compute.Tables;

/// <summary>Tasks in either database, which each test has for itself.</summary>
public abstract class TaskDatabase(SharedPostgres postgres) : IAsyncLifetime
{
    private protected static readonly CancellationToken None = CancellationToken.None;

    private readonly TemporaryDirectory data = new();
    private EventOrder order = null!;

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    private protected Store Store { get; private set; } = null!;

    private protected TaskStatements Statements { get; private set; } = null!;

    private protected TaskTable Table => new(Store, Statements, Time);

    private protected TaskQueueTable Queue => new(Store, Statements);

    private protected ComputeEventTable Events => new(Store, order);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        data.Dispose();
    }

    private protected async Task OpenAsync(string database)
    {
        var options = new StorageOptions { DataDirectory = data.Path };
        if (database == OnSqliteAttribute.Name)
        {
            Statements = new SqliteTaskStatements();
            order = EventOrder.OfOneWriter;
            Store = LocalStore.Open(options, TimeProvider.System, NullLoggerFactory.Instance);
            return;
        }

        var connectionString = PostgresConnection.Complete(await postgres.Server.CreateDatabaseAsync(), "test");
        Statements = new PostgresTaskStatements();
        order = EventOrder.OfTransactions;
        Store = ClusterStore.Open(connectionString, options, TimeProvider.System, NullLoggerFactory.Instance);
    }

    private protected static NewTask Simple() => new(null, "data", "{}", [0, 0, 0, 0], 0, string.Empty, 60_000, 3, [], []);

    private protected Task<IReadOnlyList<InsertedTask>> InsertAsync(params NewTask[] tasks) => Store.Database.WriteAsync(
        transaction => Table.InsertAsync(transaction, tasks, (task, dependency) => $"task {task} dependency {dependency}"), None);

    private protected static AttemptEnd Completed(long id, int attempt, byte result, long finished = 7) =>
        new() { Id = new AttemptId(id, attempt), State = TaskState.Completed, Finished = finished, ExecutionMs = 1.5, ResultShape = "1", Result = [result] };

    private protected async Task<IReadOnlyList<ReadyHint>> RunAsync(long id, string end)
    {
        await Table.ClaimAsync([new Claim(id, 0, "n")], "silo-a", None);
        return (await Table.EndAsync([Completed(id, attempt: 1, result: 1, Time.GetUtcNow().ToUnixTimeMilliseconds()) with { State = end }], None)).Ready;
    }

    private protected async Task<IReadOnlyList<long>> ReadyAsync() =>
        [.. (await Queue.ListReadyAsync(string.Empty, long.MinValue, 0, 1_000, None)).Select(task => task.Id)];

    private protected Task<TaskInfo> DescribeAsync(long id) => Table.DescribeAsync(new TaskId(id), None);
}
