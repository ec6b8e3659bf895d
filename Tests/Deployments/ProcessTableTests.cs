using Dapper;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Tests.CivicAngel;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Tests.Deployments;

/// <summary>What both databases must do with the rows of processes. Each test has a database of its own.</summary>
[Collection(PostgresGroup.Name)]
public sealed class ProcessTableTests(SharedPostgres postgres)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly SiloAddress At = SiloAddress.FromParsableString("127.0.0.1:11111@1");
    private static readonly string Silo = At.ToParsableString();

    [Theory, OnSqlite, OnPostgres]
    public async Task Fail_OfOneReplicaAfterAnother_IsAFailureOfTheProcessWithTheLast(string database)
    {
        await using var tables = await AngelDatabase.OpenAsync(database, postgres);
        var (processes, deployments, replicas) = (new ProcessTable(tables.Store), new DeploymentTable(tables.Store), new ReplicaTable(tables.Store));
        var id = await InsertAsync(tables.Store, replicaCount: 2);

        Assert.Equal([Replica(id, 0)], await processes.FailAsync(id, Replica(id, 0), failures: 1, "It broke.", now: 10, restartAt: 20));
        var row = (await deployments.FindAsync(id, None))!;
        Assert.Equal((DeploymentStatus.Running, 1, "It broke.", 10L, 20L), (row.State, row.Failures, row.Failure, row.FailedAt, row.RestartAt));

        // Told again, it is the same failure.
        Assert.Null(await processes.FailAsync(id, Replica(id, 0), failures: 2, "It broke.", now: 11, restartAt: 21));
        Assert.Equal([Replica(id, 1)], await processes.FailAsync(id, Replica(id, 1), failures: 2, "It broke, too.", now: 12, restartAt: 22));
        row = (await deployments.FindAsync(id, None))!;
        Assert.Equal((DeploymentStatus.Failed, 2, 22L, 0), (row.State, row.Failures, row.RestartAt, row.ReadyReplicas));

        Assert.Empty(await replicas.FindUnsettledAsync([Silo], now: 21, 10, None));
        Assert.Equal([id], await replicas.FindUnsettledAsync([Silo], now: 22, 10, None));
        await processes.PostponeAsync(id, failures: 3, "There is no room.", failedAt: 22, restartAt: null);
        Assert.Empty(await replicas.FindUnsettledAsync([Silo], now: long.MaxValue, 10, None));

        row = (await deployments.FindAsync(id, None))!;
        Assert.True(await processes.StartAsync(row, failures: 3, [At, At]));
        Assert.False(await processes.StartAsync(row, failures: 3, [At]));
        row = (await deployments.FindAsync(id, None))!;
        Assert.Equal((DeploymentStatus.Running, 3, (long?)null, 2), (row.State, row.Failures, row.RestartAt, row.ReadyReplicas));
        await processes.ForgetAsync(row);
        Assert.Equal(0, (await deployments.FindAsync(id, None))!.Failures);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Fail_OfTheLastReplicaThatIsReady_TakesThoseThatComeAndGo(string database)
    {
        await using var tables = await AngelDatabase.OpenAsync(database, postgres);
        var (processes, deployments, replicas) = (new ProcessTable(tables.Store), new DeploymentTable(tables.Store), new ReplicaTable(tables.Store));
        var id = await InsertAsync(tables.Store, replicaCount: 2);
        Assert.True(await replicas.SetStateAsync(Replica(id, 0), ReplicaState.Draining, silo: null, None));
        Assert.Equal(Replica(id, 2), await replicas.InsertAsync(id, revision: 1, At, None));

        var gone = await processes.FailAsync(id, Replica(id, 1), failures: 1, "It broke.", now: 10, restartAt: 20);
        Assert.Equal([Replica(id, 0), Replica(id, 1), Replica(id, 2)], gone!.OrderBy(replica => replica.Ordinal));
        Assert.False(await replicas.SetStateAsync(Replica(id, 2), ReplicaState.Ready, At, None));
        Assert.Empty(await replicas.ListAsync(id, None));

        // Nothing is in the way of those that come.
        Assert.True(await processes.StartAsync((await deployments.FindAsync(id, None))!, failures: 1, [At, At]));
        Assert.Equal(2, (await deployments.FindAsync(id, None))!.ReadyReplicas);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Forget_OfWhatHasFailedOnceMoreSinceItWasRead_ForgetsNothing(string database)
    {
        await using var tables = await AngelDatabase.OpenAsync(database, postgres);
        var (processes, deployments) = (new ProcessTable(tables.Store), new DeploymentTable(tables.Store));
        var id = await InsertAsync(tables.Store, replicaCount: 3);
        await processes.FailAsync(id, Replica(id, 0), failures: 1, "It broke.", now: 10, restartAt: 20);
        var read = (await deployments.FindAsync(id, None))!;
        await processes.FailAsync(id, Replica(id, 1), failures: 2, "It broke.", now: 30, restartAt: 50);
        await processes.ForgetAsync(read);
        await processes.RestartedAsync(read);
        var row = (await deployments.FindAsync(id, None))!;
        Assert.Equal((2, 50L), (row.Failures, row.RestartAt));

        await processes.RestartedAsync(row);
        Assert.Null((await deployments.FindAsync(id, None))!.RestartAt);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task FindUnsettled_OfWhatMayNotBeStartedAgain_LeavesItAlone(string database)
    {
        await using var tables = await AngelDatabase.OpenAsync(database, postgres);
        var (processes, replicas) = (new ProcessTable(tables.Store), new ReplicaTable(tables.Store));
        foreach (var (mode, most, isLeft) in new[] { (RestartMode.Never, (int?)null, true), (RestartMode.Always, 1, true), (RestartMode.Always, 2, false) })
        {
            var id = await InsertAsync(tables.Store, replicaCount: 2, mode: mode, maxRestarts: most);
            await processes.FailAsync(id, Replica(id, 0), failures: 2, "It broke.", now: 10, restartAt: null);
            Assert.Equal(isLeft ? [] : [id], await replicas.FindUnsettledAsync([Silo], now: 10_000_000, 10, None));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Sweep_OfNamespaces_TakesThoseThatNoProcessSees(string database)
    {
        await using var tables = await AngelDatabase.OpenAsync(database, postgres);
        var store = tables.Store;
        var id = await InsertAsync(store, replicaCount: 1);
        await store.Database.WriteAsync(
            async transaction =>
            {
                await ProcessNamespaces.CreateAsync(transaction, id, ProcessSettings.Check(null, RestartMode.Always), given: []);
                return await transaction.Connection!.ExecuteAsync("INSERT INTO namespaces (id) VALUES (77), (78)", transaction: transaction);
            },
            None);
        Assert.Equal(1, await ProcessNamespaces.SweepAsync(store, most: 1, None));
        Assert.Equal(1, await ProcessNamespaces.SweepAsync(store, most: 10, None));
        Assert.Equal(0, await ProcessNamespaces.SweepAsync(store, most: 10, None));
        Assert.Equal(
            [0, id.Number], await store.Database.ReadAsync(connection => connection.QueryAsync<long>("SELECT id FROM namespaces ORDER BY id"), None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Fail_OfTheWholeProcess_TakesAllReplicas(string database)
    {
        await using var tables = await AngelDatabase.OpenAsync(database, postgres);
        var processes = new ProcessTable(tables.Store);
        var id = await InsertAsync(tables.Store, replicaCount: 2);
        Assert.Equal(2, (await processes.FailAsync(id, replica: null, failures: 1, "There is no room.", now: 10, restartAt: null))!.Count);
        Assert.Equal(DeploymentStatus.Failed, (await new DeploymentTable(tables.Store).FindAsync(id, None))!.State);
        Assert.Null(await processes.FailAsync(id, replica: null, failures: 2, "There is no room.", now: 10, restartAt: null));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Stop_TakesTheReplicasAndLetsNoneCome(string database)
    {
        await using var tables = await AngelDatabase.OpenAsync(database, postgres);
        var (processes, replicas) = (new ProcessTable(tables.Store), new ReplicaTable(tables.Store));
        var id = await InsertAsync(tables.Store, replicaCount: 3);
        await processes.PinAsync(id, pinned: true, None);
        Assert.Equal(3, (await replicas.ListPinsAsync(id, id, None)).Count(pin => pin.Value));
        Assert.Equal(64, (await replicas.FindAsync(Replica(id, 2), None))!.ToSpec().MemoryBytes);

        Assert.Equal(3, (await processes.StopAsync(id, None)).Count);
        Assert.Empty(await replicas.ListAsync(id, None));
        Assert.Null(await replicas.InsertAsync(id, revision: 1, At, None));
        Assert.Empty(await replicas.FindUnsettledAsync([Silo], now: long.MaxValue, 10, None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Insert_BeyondTheStorageThereIs_IsRefused(string database)
    {
        await using var tables = await AngelDatabase.OpenAsync(database, postgres);
        var storage = new StorageGrants(tables.Store, Options.Create(new StorageOptions { CapacityBytes = 250 }));
        await InsertAsync(tables.Store, replicaCount: 1, storage);
        await InsertAsync(tables.Store, replicaCount: 1, storage);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => InsertAsync(tables.Store, replicaCount: 1, storage));
        Assert.Equal(RefusalReason.NoRoom, refused.Reason);
        Assert.Contains("50 of 250 are free", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await new DeploymentTable(tables.Store).CountAsync(None)).Total);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task SetModel_BeyondTheAgentsThatAreGranted_IsRefused(string database)
    {
        await using var tables = await AngelDatabase.OpenAsync(database, postgres);
        var id = await InsertAsync(tables.Store, replicaCount: 1);
        Assert.True(await tables.Agents.SetModelAsync("perspective-1", id, None));
        Assert.True(await tables.Agents.SetModelAsync("perspective-1", id, None));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => tables.Agents.SetModelAsync("perspective-2", id, None));
        Assert.Equal(RefusalReason.NoRoom, refused.Reason);
        Assert.Equal(1, await new ProcessTable(tables.Store).CountAgentsAsync(id, None));
        Assert.True(await tables.Agents.SetModelAsync("perspective-1", null, None));
        Assert.True(await tables.Agents.SetModelAsync("perspective-2", id, None));
    }

    private static ReplicaId Replica(DeploymentId id, int ordinal) => new(id, Revision: 1, ordinal);

    /// <summary>A deployment that is granted 64 bytes of memory, 100 of storage and one agent.</summary>
    private static Task<DeploymentId> InsertAsync(
        Store store, int replicaCount, StorageGrants? storage = null, RestartMode mode = RestartMode.OnFailure, int? maxRestarts = null) => store.Database.WriteAsync(
        async transaction =>
        {
            var row = DeploymentRow.OfAgent("net", "none", created: 1) with
            {
                Type = nameof(DeploymentType.NeuralNetwork),
                Agent = null,
                DType = "FP32",
                DesiredReplicas = replicaCount,
                MinReplicas = replicaCount,
                MaxReplicas = replicaCount,
                MemoryBytes = 64,
                StorageBytes = 100,
                Agents = 1,
                RestartMode = mode.ToString(),
                MaxRestarts = maxRestarts,
            };
            var id = await DeploymentTable.InsertAsync(transaction, _ => row, most: 100);
            await (storage?.RequireRoomAsync(transaction, row.StorageBytes) ?? Task.CompletedTask);
            await ReplicaTable.InsertRevisionAsync(transaction, id, row.ToRevision(), most: 10, created: 1);
            await ReplicaTable.InsertReadyAsync(transaction, id, 1, [.. Enumerable.Repeat(At, replicaCount)]);
            return id;
        },
        None);
}
