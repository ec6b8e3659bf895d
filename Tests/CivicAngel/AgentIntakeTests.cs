using Dapper;
using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Tests.CivicAngel;

/// <summary>What both databases must do with deployments of agents. Each test has a database of its own.</summary>
[Collection(PostgresGroup.Name)]
public sealed class AgentIntakeTests(SharedPostgres postgres)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DeployAgentCommand Known = new("mirror", "synth-mirror-palm", null, null, null, null);
    private static readonly DeployAgentCommand Custom = new("keeper", null, "FLAME", "finger3", null, "Keeps a fire.");

    [Theory, OnSqlite, OnPostgres]
    public async Task Deploy_OfAKnownAgent_IsADeploymentWithoutReplicas(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        var deployments = new DeploymentTable(angel.Store);
        var answer = await Intake(angel).DeployAsync(Known, None);
        Assert.Equal((1L, "mirror"), (answer.Id.Number, answer.Name));

        var info = (await deployments.FindAsync(answer.Id, None))!.ToInfo();
        Assert.Equal(("mirror", DeploymentType.CivicAgent, DeploymentStatus.Running, "synth-mirror-palm"), (info.Name, info.Type, info.Status, info.Agent));
        Assert.Equal((0, 0, 0), (info.DesiredReplicas, info.ReadyReplicas, info.Replicas.Max));
        Assert.Empty(await new ReplicaTable(angel.Store).FindUnsettledAsync(["silo"], now: 0, 10, None));
        Assert.Equal(new DeploymentStatistics(1, 0, 1, 0, 0), await deployments.CountAsync(None));

        Assert.True(await deployments.DeleteAsync(answer.Id, None));
        Assert.Equal(253, await CountAsync(angel, "civic_agents"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Deploy_OfACustomAgent_WritesWhatItIs(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        await Intake(angel).DeployAsync(Known, None);
        var finger = await Intake(angel).DeployAsync(Custom, None);
        await Intake(angel).DeployAsync(Custom with { Name = "seer", Role = null, Lens = "The-Threshold", Hand = "silence" }, None);

        Assert.Equal("agent-2", (await new DeploymentTable(angel.Store).FindAsync(finger.Id, None))!.Agent);
        Assert.Equal(
            [
                new AgentInfo("agent-2", "keeper", "Keeps a fire.", AgentType.Custom, Hand.Flame, HandRole.Finger3),
                new AgentInfo("agent-3", "seer", "Keeps a fire.", AgentType.Custom, Hand.Silence, SymbolicLens: "the-threshold"),
            ],
            (await angel.Agents.ListCustomAsync(0, 10, None)).Select(row => row.ToInfo()));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Delete_OfACustomAgentsDeployment_TakesItsMemoriesWithItAndNoOthers(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        var first = await Intake(angel).DeployAsync(Custom, None);
        await Intake(angel).DeployAsync(Custom, None);
        await angel.RememberAsync(
            "dusk", "A fire at dusk.", key: null, ("agent-1", ["flame", "finger3"]), ("agent-2", ["flame"]), ("synth-flame-palm", ["flame"]));
        await angel.RememberAsync("agent-1", "dawn", "A fire at dawn.", "flame");
        Assert.Equal(5, await angel.Memories.CountAsync(None));

        Assert.True(await new DeploymentTable(angel.Store).DeleteAsync(first.Id, None));

        Assert.Equal((2L, 2L, 254L), (await angel.Memories.CountAsync(None), await CountAsync(angel, "memories"), await CountAsync(angel, "civic_agents")));
        Assert.Equal(
            [("agent-2", 1L), ("synth-flame-palm", 1)],
            await angel.Store.Database.ReadAsync(
                async connection => (await connection.QueryAsync<(string, long)>("SELECT agent, count FROM memory_triggers ORDER BY agent")).ToArray(), None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Deploy_OverTheMostCustomAgents_IsRefusedAndLeavesNoGap(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        angel.Options.MaxCustomAgents = 2;
        var attempts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TryAsync(() => Intake(angel).DeployAsync(Custom, None))));

        Assert.Equal(2, attempts.Count(refused => refused is null));
        Assert.All(attempts.OfType<RefusedException>(), refused => Assert.Equal(RefusalReason.NoRoom, refused.Reason));
        Assert.Equal(3, (await Intake(angel).DeployAsync(Known, None)).Id.Number);
        await new DeploymentTable(angel.Store).DeleteAsync(new DeploymentId(1), None);
        Assert.Equal(4, (await Intake(angel).DeployAsync(Custom, None)).Id.Number);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Deploy_RepeatedWithItsKey_GivesTheFirstAnswer(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        var command = Custom with { Idempotency = new IdempotencyToken("local", "key", "hash") };
        var first = await Intake(angel).DeployAsync(command, None);

        Assert.Equal(first, await Intake(angel).DeployAsync(command, None));
        var other = command with { Idempotency = command.Idempotency! with { RequestHash = "another" } };
        Assert.Equal(RefusalReason.Conflict, (await TryAsync(() => Intake(angel).DeployAsync(other, None)))!.Reason);
        Assert.Equal((1L, 254L), (await CountAsync(angel, "deployments"), await CountAsync(angel, "civic_agents")));
    }

    private static AgentIntake Intake(AngelDatabase angel) => new(
        angel.Store,
        new IdempotencyTable(angel.Store, Options.Create(new StorageOptions()), angel.Time),
        Options.Create(angel.Options),
        Options.Create(new DeploymentOptions()),
        angel.Time,
        NullLogger<AgentIntake>.Instance);

    private static Task<long> CountAsync(AngelDatabase angel, string table) => angel.ScalarAsync<long>($"SELECT COUNT(*) FROM {table}");

    private static async Task<RefusedException?> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (RefusedException refused)
        {
            return refused;
        }
    }
}
