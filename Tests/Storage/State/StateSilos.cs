using System.Reflection;
using InfernoOrleans.Tests.Nodes;
using Xunit.Sdk;

namespace InfernoOrleans.Tests.Storage.State;

/// <summary>A silo on each kind of database, for tests that hold for all of them.</summary>
public sealed class StateSilos : IAsyncLifetime
{
    private readonly TemporaryDirectory data = new();
    private PostgresServer? server;
    private StateSilo? sqlite;
    private StateSilo? postgres;

    public async Task InitializeAsync()
    {
        sqlite = await StateSilo.OnSqliteAsync(data.Path);
        if (PostgresServer.Programs is not null)
        {
            server = await PostgresServer.StartAsync();
            postgres = await StateSilo.OnPostgresAsync(await server.CreateDatabaseAsync());
        }
    }

    public async Task DisposeAsync()
    {
        await sqlite!.DisposeAsync();
        if (server is not null)
        {
            await postgres!.DisposeAsync();
            await server.DisposeAsync();
        }

        data.Dispose();
    }

    internal StateSilo On(string database) => (database == OnSqliteAttribute.Name ? sqlite : postgres)!;
}

/// <summary>Runs a theory on SQLite.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnSqliteAttribute : DataAttribute
{
    public const string Name = "SQLite";

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Name]];
}

/// <summary>Runs a theory on PostgreSQL where that is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnPostgresAttribute : DataAttribute
{
    public OnPostgresAttribute() => Skip = new PostgresFactAttribute().Skip;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [["PostgreSQL"]];
}
