using System.Runtime.InteropServices;
using Dapper;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Compute;

/// <summary>Agent tasks on two silos: what they leave behind, however often they are attempted.</summary>
public sealed class AgentTaskTests(UnreliableAngel unreliable) : IClassFixture<UnreliableAngel>
{
    /// <summary>A synthesizer remembers by its hand and by its role; a hand has six.</summary>
    private const int MemoriesOfAHand = 12;

    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Task_OfAgents_GivesHowManyAnsweredAndWhatTheySaid()
    {
        var task = await RunAsync(new ActivationInput("dusk", "ember", "flame", "◯", "red", 0, new byte[] { 0, 0, 128, 63 }));

        Assert.Equal((ComputeTaskStatus.Completed, 1), (task.Status, task.Attempts));
        Assert.Equal([6f], MemoryMarshal.Cast<byte, float>(task.Result!.Value.Span).ToArray());
        Assert.Equal([1L], task.ResultShape!);
        Assert.Equal(("dusk", "ember", "flame", "◯", "red"), (task.Output!.Input.Description, task.Output.Input.Symbol, task.Output.Input.Gesture, task.Output.Input.Glyph, task.Output.Input.Color));
        Assert.Equal([0, 0, 128, 63], task.Output.Input.Data!.Value.ToArray());
        Assert.Equal(
            ["synth-flame-palm", .. Enumerable.Range(1, 5).Select(finger => $"synth-flame-finger{finger}")],
            task.Output.Answer.Responses.Select(answer => answer.AgentId));
        Assert.All(task.Output.Answer.Responses, answer => Assert.Contains("dusk", answer.Voice, StringComparison.Ordinal));
        Assert.Equal(MemoriesOfAHand, await CountAsync("flame"));
        Assert.Null((await ListAsync(task.Id)).Output);
    }

    [Fact]
    public async Task Task_WhoseAnswersAreLost_IsAnsweredInOneAttemptAndRememberedOnce()
    {
        unreliable.Fail(new TimeoutException("lost"), new OrleansException("gone"), Refused(RefusalReason.Busy), Refused(RefusalReason.NotFound), Refused(RefusalReason.Conflict));
        var task = await RunAsync(new ActivationInput("lost answers", Gesture: "loom"));

        Assert.Equal((ComputeTaskStatus.Completed, 1, 0), (task.Status, task.Attempts, unreliable.Left()));
        Assert.Equal(MemoriesOfAHand, await CountAsync("loom"));
    }

    [Fact]
    public async Task Task_WhoseAttemptsFail_IsTriedAgainAndRememberedOnce()
    {
        unreliable.Fail(Refused(RefusalReason.DeadlineExceeded), Refused(RefusalReason.NoRoom));
        var task = await RunAsync(new ActivationInput("failed attempts", Gesture: "song"));

        Assert.Equal((ComputeTaskStatus.Completed, 3, 0), (task.Status, task.Attempts, unreliable.Left()));
        Assert.Equal(MemoriesOfAHand, await CountAsync("song"));
        Assert.Equal(6, task.Output!.Answer.Responses.Count);
    }

    [Fact]
    public async Task Task_WhoseAgentsAreBoundBetweenAttempts_GetsTheFirstAnswerAndLeavesNoOtherMemories()
    {
        var deployed = await unreliable.Silos.DeployAsync("bound between attempts");
        var agent = unreliable.Silos.Grains.GetGrain<ICivicAgentGrain>("perspective-200");
        ITaskGrain task;
        unreliable.Fail(Refused(RefusalReason.DeadlineExceeded));
        unreliable.Close();
        try
        {
            task = await SubmitAsync(new ActivationInput("who computes", Gesture: "compute", Data: new byte[8 * sizeof(float)]));
            await UntilAsync(async () => await MemoriesOfAsync(task) > 0);
            await agent.BindAsync(deployed.Id.ToString(), None);
        }
        finally
        {
            unreliable.Open();
        }

        var ended = await EndAsync(task);
        Assert.Equal((ComputeTaskStatus.Completed, 2, 0), (ended.Status, ended.Attempts, unreliable.Left()));
        Assert.Equal(["synth-mirror-palm", "perspective-1", "perspective-42"], ended.Output!.Answer.Responses.Select(answer => answer.AgentId));
        Assert.Equal(4, await MemoriesOfAsync(task));
        await agent.UnbindAsync(None);
    }

    [Fact]
    public async Task Task_ThatIsRefusedForGood_FailsAtOnceAndHasNoOutput()
    {
        unreliable.Fail(Refused(RefusalReason.Invalid));
        var task = await RunAsync(new ActivationInput("refused", Gesture: "depth"));

        Assert.Equal((ComputeTaskStatus.Failed, 1, "No."), (task.Status, task.Attempts, task.Error));
        Assert.Null(task.Output);
    }

    [Fact]
    public async Task Task_CancelledWhileAgentsAreSlow_EndsAndFreesItsSlot()
    {
        unreliable.Close();
        try
        {
            var task = await SubmitAsync(new ActivationInput("cancelled", Gesture: "silence"));
            await UntilAsync(async () => (await task.DescribeAsync(None)).Status == ComputeTaskStatus.Running);
            Assert.Equal(ComputeTaskStatus.Cancelled, (await task.CancelAsync(None)).Status);
            await UntilAsync(async () => (await unreliable.Silos.Grains.GetGrain<IComputeDirectoryGrain>(0).ListNodesAsync(new NodeQuery(string.Empty, 100), None))
                .All(node => node.Load.ActiveTasks == 0));
            Assert.Null((await task.DescribeAsync(None)).Output);
        }
        finally
        {
            unreliable.Open();
        }
    }

    [Fact]
    public async Task Task_WhoseTimeIsUpWhileAgentsAreSlow_Fails()
    {
        unreliable.Close();
        try
        {
            var ended = await EndAsync(await SubmitAsync(new ActivationInput("late", Gesture: "silence"), timeoutMs: 50));
            Assert.Equal((ComputeTaskStatus.Failed, 1), (ended.Status, ended.Attempts));
            Assert.Contains("timeoutMs, 50", ended.Error, StringComparison.Ordinal);
        }
        finally
        {
            unreliable.Open();
        }
    }

    private static RefusedException Refused(RefusalReason reason) => new(reason, "No.");

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>What the agents of a hand remember: each test has a hand of its own.</summary>
    private Task<long> CountAsync(string hand) => unreliable.Silos.Store.Database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM memories WHERE agent LIKE @agents", new { agents = $"synth-{hand}-%" }), None);

    private Task<long> MemoriesOfAsync(ITaskGrain task) => unreliable.Silos.Store.Database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM memories WHERE activation = @id", new { id = task.GetPrimaryKeyString() }), None);

    private async Task<TaskInfo> RunAsync(ActivationInput input) => await EndAsync(await SubmitAsync(input));

    private async Task<ITaskGrain> SubmitAsync(ActivationInput input, long? timeoutMs = null)
    {
        var spec = new TaskSpec(new TaskWork("agent", Input: input)) { TimeoutMs = timeoutMs };
        var answer = await unreliable.Silos.Grains.GetGrain<ITaskIntakeGrain>(0).SubmitAsync(new SubmitCommand([spec], IsBatch: false, Idempotency: null), None);
        return unreliable.Silos.Grains.GetGrain<ITaskGrain>(answer.Ids.Single().ToString());
    }

    private static async Task<TaskInfo> EndAsync(ITaskGrain task)
    {
        TaskInfo? seen = null;
        await UntilAsync(async () => (seen = await task.WaitAsync(TaskWaits.Slice, None)).IsEnded);
        return seen!;
    }

    private async Task<TaskInfo> ListAsync(TaskId id) =>
        (await unreliable.Silos.Grains.GetGrain<IComputeDirectoryGrain>(0).ListTasksAsync(new TaskQuery(null, null, 100), None)).Single(task => task.Id == id);
}
