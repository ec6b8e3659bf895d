using InfernoOrleans.Grains.Audit;
using InfernoOrleans.Grains.Keys;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Postgres;
using InfernoOrleans.Grains.Storage.Sqlite;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Keys;

/// <summary>Keys and the audit log in either database, which each test has for itself. PostgreSQL is used by two silos.</summary>
public abstract class KeyDatabase(SharedPostgres postgres) : IAsyncLifetime
{
    private protected static readonly CancellationToken None = CancellationToken.None;

    private readonly List<TemporaryDirectory> data = [];
    private readonly List<Store> stores = [];

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    private protected KeyOptions Options { get; } = new();

    /// <summary>Of each silo.</summary>
    private protected IReadOnlyList<KeyTable> Tables => [.. stores.Select(store => new KeyTable(store, Microsoft.Extensions.Options.Options.Create(Options), Time))];

    private protected KeyTable Keys => Tables[0];

    private protected AuditTable Audit => new(stores[0]);

    private protected Store Store => stores[0];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }

        data.ForEach(directory => directory.Dispose());
    }

    private protected async Task OpenAsync(string database)
    {
        if (database == OnSqliteAttribute.Name)
        {
            stores.Add(LocalStore.Open(Folder(), TimeProvider.System, NullLoggerFactory.Instance));
            return;
        }

        var connectionString = PostgresConnection.Complete(await postgres.Server.CreateDatabaseAsync(), "test");
        stores.Add(ClusterStore.Open(connectionString, Folder(), TimeProvider.System, NullLoggerFactory.Instance));
        stores.Add(ClusterStore.Open(connectionString, Folder(), TimeProvider.System, NullLoggerFactory.Instance));
    }

    private StorageOptions Folder()
    {
        data.Add(new TemporaryDirectory());
        return new StorageOptions { DataDirectory = data[^1].Path };
    }
}
