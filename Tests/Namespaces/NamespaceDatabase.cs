using Dapper;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Namespaces;
using InfernoOrleans.Grains.Namespaces.Trees;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Postgres;
using InfernoOrleans.Grains.Storage.Sqlite;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Namespaces;

/// <summary>Namespaces in a database of their own, with the files that users store and a tree <c>#shelf</c> in memory.</summary>
internal sealed class NamespaceDatabase : IAsyncDisposable
{
    private readonly TemporaryDirectory data = new();
    private readonly Func<StorageOptions, Store> open;

    private NamespaceDatabase(Func<StorageOptions, Store> open)
    {
        this.open = open;
        Store = open(new StorageOptions { DataDirectory = data.Path });
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public NamespaceOptions Options { get; } = new();

    public MemoryTree Shelf { get; } = new MemoryTree("shelf").With("a/", "a/one", "b/", "b/one", "b/two", "c/", "single");

    public Store Store { get; private set; }

    public DeploymentTable Deployments => new(Store);

    /// <summary>The grain, called as any object is: it keeps nothing.</summary>
    public INamespaceGrain Namespace
    {
        get
        {
            var options = Microsoft.Extensions.Options.Options.Create(Options);
            return new NamespaceGrain(new NamespaceTable(Store), new Forest([new StoredTree(new StoredFiles(Store, options, Time)), Shelf]), options);
        }
    }

    public static async Task<NamespaceDatabase> OpenAsync(string database, SharedPostgres postgres)
    {
        if (database == OnSqliteAttribute.Name)
        {
            return new NamespaceDatabase(storage => LocalStore.Open(storage, TimeProvider.System, NullLoggerFactory.Instance));
        }

        var connectionString = PostgresConnection.Complete(await postgres.Server.CreateDatabaseAsync(), "test");
        return new NamespaceDatabase(storage => ClusterStore.Open(connectionString, storage, TimeProvider.System, NullLoggerFactory.Instance));
    }

    /// <summary>Closes the database and opens it again, as a silo that is started again does.</summary>
    public async Task OpenAgainAsync()
    {
        await Store.DisposeAsync();
        Store = open(new StorageOptions { DataDirectory = data.Path });
    }

    /// <summary>Makes a process.</summary>
    /// <returns>Its id.</returns>
    public Task<string> StartAsync(string mode = "clean", string? of = null, params (string Path, string Source)[] given) =>
        StartAsync(Store, mode, of, given);

    public static async Task<string> StartAsync(Store store, string mode = "clean", string? of = null, params (string Path, string Source)[] given)
    {
        var settings = ProcessSettings.Check(new ProcessSpec(Namespace: new NamespaceSpec(mode, of)), RestartMode.Never);
        var id = await store.Database.WriteAsync(
            async transaction =>
            {
                var inserted = await DeploymentTable.InsertAsync(transaction, _ => DeploymentRow.OfAgent("process", "emergent-1", created: 1), most: 10_000);
                await ProcessNamespaces.CreateAsync(transaction, inserted, settings, given);
                return inserted;
            },
            CancellationToken.None);
        return $"proc-{id.Number}";
    }

    /// <summary>Ends a process.</summary>
    public async Task EndAsync(string process)
    {
        Assert.True(DeploymentId.TryParseProcess(process, out var id));
        Assert.True(await Deployments.DeleteAsync(id, CancellationToken.None));
    }

    public Task<long> CountAsync(string table, string process)
    {
        Assert.True(DeploymentId.TryParseProcess(process, out var id));
        var column = table == "namespaces" ? "id" : "namespace";
        return Store.Database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table} WHERE {column} = @Number", new { id.Number }), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        data.Dispose();
    }
}
