using System.Data.Common;
using System.Globalization;
using Dapper;
using DbUp;
using DbUp.Builder;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Postgres;
using InfernoOrleans.Grains.Storage.Sqlite;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace InfernoOrleans.Tests.Upgrade;

/// <summary>
/// A database of each earlier version, with rows in it, brought up to date. <c>Rows/TOPIC.sql</c> has the rows that the version of the script
/// of that topic could have written; both databases take the same, but for <c>TOPIC.sqlite.sql</c> and <c>TOPIC.postgres.sql</c>.
/// </summary>
[Collection(PostgresGroup.Name)]
public sealed class MigrationUpgradeTests(SharedPostgres postgres) : IDisposable
{
    /// <summary>Tables that the providers of Orleans write, and the chunks of artifacts, whose tests are their own.</summary>
    private static readonly string[] WrittenByOthers = ["membership", "membership_versions", "grain_state", "reminders", "artifacts", "artifact_chunks"];

    private readonly TemporaryDirectory data = new();

    private StorageOptions Options => new() { DataDirectory = data.Path };

    public void Dispose() => data.Dispose();

    [PostgresFact]
    public async Task Postgres_OfEachEarlierVersion_KeepsItsRows()
    {
        var connectionString = PostgresConnection.Complete(await postgres.Server.CreateDatabaseAsync(), "test");
        await UpgradeAsync(
            MigrationScript.Postgres,
            () => new NpgsqlConnection(connectionString),
            () => DeployChanges.To.PostgresqlDatabase(connectionString),
            () => ClusterStore.Open(connectionString, Options, TimeProvider.System, NullLoggerFactory.Instance));
    }

    [Fact]
    public async Task Sqlite_OfEachEarlierVersion_KeepsItsRows()
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(data.Path, "work.db"), Pooling = false }.ConnectionString;
        await UpgradeAsync(
            MigrationScript.Sqlite,
            () => new SqliteConnection(connectionString),
            () => DeployChanges.To.SqliteDatabase(connectionString),
            () => LocalStore.Open(Options, TimeProvider.System, NullLoggerFactory.Instance));
    }

    /// <summary>Runs script after script, the last one as a silo does that opens the database, with rows of the version in between.</summary>
    private static async Task UpgradeAsync(string folder, Func<DbConnection> connect, Func<UpgradeEngineBuilder> upgrade, Func<Store> open)
    {
        var scripts = MigrationScript.Of(folder);
        await using var connection = connect();
        IReadOnlyDictionary<string, string[]> before = new Dictionary<string, string[]>();
        foreach (var script in scripts.SkipLast(1))
        {
            var result = upgrade().WithScript(script.ResourceName, script.Text).WithVariablesDisabled().WithTransactionPerScript().LogToNowhere().Build().PerformUpgrade();
            Assert.True(result.Successful, $"{script}: {result.Error}");
            await AssertKeptAsync(before, connection, script);
            before = await InsertAsync(connection, script);
        }

        await using (var store = open())
        {
            await AssertKeptAsync(before, connection, scripts[^1]);
            var deployment = await new DeploymentTable(store).FindAsync(new DeploymentId(1), CancellationToken.None);
            Assert.Equal(("digits", 2, 64, 10), (deployment!.Name, deployment.Revision, deployment.InputSize, deployment.OutputSize));
        }

        var all = await InsertAsync(connection, scripts[^1]);
        var empty = all.Where(table => table.Value.Length == 0).Select(table => table.Key.Split('"')[1]).Except(WrittenByOthers);
        Assert.True(
            empty.ToArray() is [],
            $"There are no rows for {string.Join(", ", empty)} in Tests/Upgrade/Rows: what later scripts do to them would not be tested. Add a file of the script's topic.");
    }

    /// <returns>All rows, by the table.</returns>
    private static async Task<IReadOnlyDictionary<string, string[]>> InsertAsync(DbConnection connection, MigrationScript script)
    {
        foreach (var name in new[] { $"{script.Topic}.sql", $"{script.Topic}.{(connection is SqliteConnection ? "sqlite" : "postgres")}.sql" })
        {
            var rows = Path.Combine(GoldenFolder.Root, "..", "Rows", name);
            if (File.Exists(rows)) { await connection.ExecuteAsync(await File.ReadAllTextAsync(rows)); }
        }

        return await ReadAsync(connection, await ColumnsAsync(connection));
    }

    /// <summary>Each row is there with everything that it had; there may be more of both.</summary>
    private static async Task AssertKeptAsync(IReadOnlyDictionary<string, string[]> before, DbConnection connection, MigrationScript script)
    {
        var columns = before.ToDictionary(table => table.Key, table => table.Key.Split('(', ')')[1].Split(','));
        var after = await ReadAsync(connection, before.Keys.Select(table => (table.Split('(')[0], columns[table])));
        foreach (var (table, rows) in before)
        {
            Assert.True(rows.Except(after[table]).ToArray() is [], $"{script} changed rows of {table}: {string.Join('\n', rows.Except(after[table]))}");
        }
    }

    private static async Task<IReadOnlyDictionary<string, string[]>> ReadAsync(DbConnection connection, IEnumerable<(string Table, string[] Columns)> tables)
    {
        var read = new Dictionary<string, string[]>();
        foreach (var (table, columns) in tables)
        {
            var list = string.Join(',', columns);
            var rows = (await connection.QueryAsync($"SELECT {list} FROM {table}")).Cast<IDictionary<string, object?>>();
            read.Add($"{table}({list})", [.. rows.Select(row => string.Join(" | ", row.Values.Select(Text)))]);
        }

        return read;
    }

    private static async Task<IEnumerable<(string Table, string[] Columns)>> ColumnsAsync(DbConnection connection)
    {
        var found = await connection.QueryAsync<(string Table, string Column)>(connection is SqliteConnection
            ? "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid"
            : "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position");
        return [.. found.Where(column => !column.Table.Equals("SchemaVersions", StringComparison.OrdinalIgnoreCase))
            .GroupBy(column => column.Table, column => $"\"{column.Column}\"").Select(table => ($"\"{table.Key}\"", table.ToArray()))];
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        byte[] bytes => Convert.ToHexString(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
