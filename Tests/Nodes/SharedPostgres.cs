namespace InfernoOrleans.Tests.Nodes;

/// <summary>One PostgreSQL server for all tests that only need a database of their own.</summary>
public sealed class SharedPostgres : IAsyncLifetime
{
    private PostgresServer? server;

    public PostgresServer Server => server ?? throw new InvalidOperationException("Only tests marked with PostgresFact may use the server.");

    public async Task InitializeAsync() => server = PostgresServer.Programs is null ? null : await PostgresServer.StartAsync();

    public async Task DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}

/// <summary>The tests that share it; xunit runs the classes of a collection one after another.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresGroup : ICollectionFixture<SharedPostgres>
{
    public const string Name = "PostgreSQL";
}
