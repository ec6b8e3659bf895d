using System.Runtime.InteropServices;
using InfernoOrleans.Grains.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.DeployedTasks;

/// <summary>Tasks that last, on two silos that look after them ten times a second.</summary>
public sealed class DeployedTaskClusterTests(QuickSilos quick) : IClassFixture<QuickSilos>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly float[] Row = [0.1f, -0.2f, 0.3f, -0.4f, 0.5f, -0.6f, 0.7f, -0.8f];

    private TwoSilos Silos => quick.Silos;

    [Fact]
    public async Task Task_WithoutASchedule_IsRunOnceAndStops()
    {
        var id = await DeployAsync("once", Doubling);
        await Eventually.UntilAsync(async () => (await DescribeAsync(id)).Status == DeploymentStatus.Stopped);

        var run = Assert.Single(await RunsAsync(id));
        Assert.Equal((1L, ComputeTaskStatus.Completed, null), (run.Number, run.Status, run.Error));
        var task = await Silos.Grains.GetGrain<ITaskGrain>(run.Task.ToString()!).DescribeAsync(None);
        Assert.Equal("once", task.Name);
        Assert.Equal([2f, 4, 6], Floats(task.Result!.Value));
        var info = (await DescribeAsync(id)).Task!;
        Assert.Equal(("data", null, 1L, run.Task, null), (info.TaskType, info.Schedule, info.Runs, info.LastTask, info.NextRun));

        await Deployment(id).StartAsync(None);
        await Eventually.UntilAsync(async () => (await DescribeAsync(id)) is { Status: DeploymentStatus.Stopped, Task.Runs: 2 });
        Assert.Equal([2L, 1L], (await RunsAsync(id)).Select(each => each.Number));
    }

    [Fact]
    public async Task Task_WithAShortPeriod_IsRunAgainAndAgainUntilItIsStopped()
    {
        var id = await DeployAsync("often", Doubling, new TaskSchedule(EveryMs: 50));
        await Eventually.UntilAsync(async () => (await DescribeAsync(id)).Task!.Runs >= 4);
        Assert.Equal(DeploymentStatus.Running, (await DescribeAsync(id)).Status);

        var stopped = await Deployment(id).StopAsync(None);
        Assert.Equal(DeploymentStatus.Stopped, stopped.Status);
        var runs = await RunsAsync(id);
        Assert.All(runs, run => Assert.NotNull(run.Ended));
        Assert.Equal(runs.Count, runs.Select(run => run.Task).Distinct().Count());

        // Another task's run shows that looks went by.
        await UntilStoppedAsync(await DeployAsync("afterwards", Doubling));
        Assert.Equal(runs, await RunsAsync(id));
        await Deployment(id).TerminateAsync(None);
        await Assert.ThrowsAsync<RefusedException>(() => Grain(id).ListRunsAsync(10, None));
    }

    [Fact]
    public async Task Task_ThatFailsAgainAndAgain_HasFailedAfterItsRestarts()
    {
        var id = await DeployAsync(
            "fails", new TaskWork("data", Bytes(-1), Operations: [new DataStep("sqrt")]), process: new ProcessSpec(new RestartPolicySpec("OnFailure", 2, 1)));
        await Eventually.UntilAsync(async () => (await DescribeAsync(id)).Status == DeploymentStatus.Failed);

        var runs = await RunsAsync(id);
        Assert.Equal([3L, 2L, 1L], runs.Select(run => run.Number));
        Assert.All(runs, run => Assert.Equal(ComputeTaskStatus.Failed, run.Status));
        Assert.All(runs, run => Assert.Contains("has no square root", run.Error, StringComparison.Ordinal));
        var process = (await DescribeAsync(id)).Process!;
        Assert.Equal((3, null), (process.Failures, process.RestartAt));
        Assert.Contains("has no square root", process.Failure, StringComparison.Ordinal);
        Assert.NotNull(process.FailedAt);
    }

    [Fact]
    public async Task Task_ThatIsAlwaysRestarted_ComesAgain()
    {
        var id = await DeployAsync("always", Doubling, process: new ProcessSpec(new RestartPolicySpec("Always", null, 1)));
        await Eventually.UntilAsync(async () => (await DescribeAsync(id)).Task!.Runs >= 3);
        await Deployment(id).TerminateAsync(None);
    }

    [Fact]
    public async Task Run_ThatGoesOnWhenItIsStoppedOrEnded_IsCancelled()
    {
        foreach (var end in new Func<IDeploymentGrain, Task>[] { deployment => deployment.StopAsync(None), deployment => deployment.TerminateAsync(None) })
        {
            var id = await DeployAsync("long", Unrunnable(), new TaskSchedule(EveryMs: 50));
            await Eventually.UntilAsync(async () => (await DescribeAsync(id)).Task!.LastTask is not null);
            var task = (await DescribeAsync(id)).Task!.LastTask!.Value;
            Assert.Equal((1L, ComputeTaskStatus.Pending), ((await DescribeAsync(id)).Task!.Runs, Assert.Single(await RunsAsync(id)).Status));

            await end(Deployment(id));
            Assert.Equal(ComputeTaskStatus.Cancelled, (await Silos.Grains.GetGrain<ITaskGrain>(task.ToString()).DescribeAsync(None)).Status);
        }
    }

    [Fact]
    public async Task Run_OfADeployment_CallsWhatItsProcessFindsThere()
    {
        var first = await Silos.DeployAsync("first", seed: 1);
        var second = await Silos.DeployAsync("second", seed: 2);
        var id = await DeployAsync("rows", new TaskWork("inference", Bytes(Row), first.Id.ToString()));
        await UntilStoppedAsync(id);
        var before = await ResultAsync(id);

        await Namespace.BindAsync(new BindCommand(id.ProcessId, $"#models/{second.Id}", $"/models/{first.Id}", BindOrder.Replace, false, Mounts: true), None);
        await Deployment(id).StartAsync(None);
        await Eventually.UntilAsync(async () => (await DescribeAsync(id)) is { Status: DeploymentStatus.Stopped, Task.Runs: 2 });
        Assert.NotEqual(before, await ResultAsync(id));
    }

    [Fact]
    public async Task Run_WhoseModelIsNotMounted_FailsWithASentence()
    {
        var network = await Silos.DeployAsync("hidden");
        var id = await DeployAsync(
            "blinded", new TaskWork("inference", Bytes(Row), network.Id.ToString()), process: new ProcessSpec(new RestartPolicySpec("Never")));
        await UntilStoppedAsync(id);
        await Namespace.UnmountAsync(id.ProcessId, null, $"/models/{network.Id}", None);
        await Namespace.RemoveAsync(id.ProcessId, $"/models/{network.Id}", None);
        await Deployment(id).StartAsync(None);
        await Eventually.UntilAsync(async () => (await DescribeAsync(id)).Status == DeploymentStatus.Failed);

        var run = (await RunsAsync(id))[0];
        Assert.Equal((2L, ComputeTaskStatus.Failed, null), (run.Number, run.Status, run.Task));
        Assert.Contains($"There is no /models/{network.Id} in the namespace of {id.ProcessId}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_OfAgents_AreWithinWhatIsGranted()
    {
        var asked = new TaskWork("agent", Input: new ActivationInput("dusk", Gesture: "flame"));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => DeployAsync("too many", asked, process: Agents(5)));
        Assert.Equal((RefusalReason.Invalid, "resources"), (refused.Reason, refused.Field));
        Assert.Contains("5 agents; the task would have 6", refused.Message, StringComparison.Ordinal);

        var id = await DeployAsync("enough", asked, process: Agents(6));
        await UntilStoppedAsync(id);
        Assert.Equal(6f, Assert.Single(await ResultAsync(id)));
    }

    [Fact]
    public async Task Looks_ManyAtOnce_BeginARunOnce()
    {
        var id = await DeployAsync("looked at", Doubling, new TaskSchedule(EveryMs: 3_600_000));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Silos.From(Silos.Cluster.Silos[i % 2]).GetGrain<IDeployedTaskGrain>(id.ToString()).LookAsync(None)));
        await Eventually.UntilAsync(async () => (await RunsAsync(id)) is [{ Ended: not null }, ..]);
        Assert.Equal(1, (await DescribeAsync(id)).Task!.Runs);
        Assert.Single((await Silos.Grains.GetGrain<IComputeDirectoryGrain>(0).ListTasksAsync(new TaskQuery(null, null, 1_000), None)), task => task.Name == "looked at");
    }

    [Fact]
    public async Task Run_BegunButNotSubmittedWhenItIsStopped_NeverHasATask()
    {
        var id = await DeployAsync("not submitted", Doubling, NewYear);
        await BeginAsync(id);
        await Deployment(id).StopAsync(None);

        var run = Assert.Single(await RunsAsync(id));
        Assert.Equal((ComputeTaskStatus.Cancelled, null, true), (run.Status, run.Task, run.Ended is not null));
        Assert.DoesNotContain(
            await Silos.Grains.GetGrain<IComputeDirectoryGrain>(0).ListTasksAsync(new TaskQuery(null, null, 1_000), None), task => task.Name == "not submitted");
    }

    [Fact]
    public async Task Run_SubmittedButNotNotedWhenItIsStopped_IsCancelled()
    {
        var id = await DeployAsync("submitted", Unrunnable(), NewYear);
        await BeginAsync(id);
        var submitted = await Silos.Grains.GetGrain<ITaskIntakeGrain>(0).SubmitAsync(
            new SubmitCommand([Unrunnable()], IsBatch: false, RunSubmission.TokenOf(id, 1)), None);
        await Deployment(id).StopAsync(None);

        Assert.Equal(ComputeTaskStatus.Cancelled, (await Silos.Grains.GetGrain<ITaskGrain>(submitted.Ids[0].ToString()).DescribeAsync(None)).Status);
        var run = Assert.Single(await RunsAsync(id));
        Assert.Equal((ComputeTaskStatus.Cancelled, submitted.Ids[0]), (run.Status, run.Task));
    }

    private static TaskSchedule NewYear => new("0 0 1 1 *");

    private static TaskWork Doubling => new("data", Bytes(1, 2, 3));

    private INamespaceGrain Namespace => Silos.Grains.GetGrain<INamespaceGrain>(0);

    private IDeployedTaskGrain Grain(DeploymentId id) => Silos.Grains.GetGrain<IDeployedTaskGrain>(id.ToString());

    private IDeploymentGrain Deployment(DeploymentId id) => Silos.Grains.GetGrain<IDeploymentGrain>(id.ToString());

    private static ProcessSpec Agents(int count) => new(Resources: [new ResourceSpec("Agent", count)]);

    /// <summary>A task that no node can run, so that it waits.</summary>
    private static TaskSpec Unrunnable() => new(Doubling, Requires: new TaskRequirements(Labels: new Dictionary<string, string> { ["zone"] = "nowhere" }));

    private static ReadOnlyMemory<byte> Bytes(params float[] numbers) => MemoryMarshal.AsBytes<float>(numbers).ToArray();

    private static float[] Floats(ReadOnlyMemory<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray();

    private Task<DeploymentId> DeployAsync(string name, TaskWork work, TaskSchedule? schedule = null, ProcessSpec? process = null) =>
        DeployAsync(name, new TaskSpec(work), schedule, process);

    private async Task<DeploymentId> DeployAsync(string name, TaskSpec task, TaskSchedule? schedule = null, ProcessSpec? process = null) =>
        (await Silos.Grains.GetGrain<IDeploymentIntakeGrain>(0).DeployTaskAsync(new DeployTaskCommand(name, task, schedule, process), None)).Id;

    /// <summary>Begins a run as an activation does that dies then. It is not due, so that nobody goes on with it.</summary>
    private async Task BeginAsync(DeploymentId id)
    {
        var table = new DeployedTaskTable(Silos.Store);
        Assert.True(await table.BeginAsync((await table.FindAsync(id, None))!, DateTimeOffset.UtcNow, 100, None));
    }

    private Task<DeploymentInfo> DescribeAsync(DeploymentId id) => Deployment(id).DescribeAsync(None);

    private Task<IReadOnlyList<DeployedTaskRun>> RunsAsync(DeploymentId id) => Grain(id).ListRunsAsync(100, None);

    private async Task<float[]> ResultAsync(DeploymentId id)
    {
        var task = (await DescribeAsync(id)).Task!.LastTask!.Value;
        return Floats((await Silos.Grains.GetGrain<ITaskGrain>(task.ToString()).DescribeAsync(None)).Result!.Value);
    }

    private Task UntilStoppedAsync(DeploymentId id) => Eventually.UntilAsync(async () => (await DescribeAsync(id)).Status == DeploymentStatus.Stopped);
}
