using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Interfaces.Services;
using InfernoOrleans.Tests.Compute.Work;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Services;

/// <summary>Services on two silos. Networks take rows of eight numbers and give three.</summary>
public sealed class ServiceClusterTests(QuickSilos quick) : IClassFixture<QuickSilos>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly float[] Row = [0.1f, -0.2f, 0.3f, -0.4f, 0.5f, -0.6f, 0.7f, -0.8f];
    private static readonly DataStep[] Before = [new("normalize"), new("scale", Factor: 2)];
    private static readonly DataStep[] After = [new("sort"), new("clamp", Min: -0.1, Max: 0.1)];

    private TwoSilos Silos => quick.Silos;

    [Fact]
    public async Task Execute_OfSeveralRows_IsToTheBitWhatItsStepsMakeOfEach()
    {
        var network = await Silos.DeployAsync("by-hand", seed: 5);
        var service = await DeployAsync("of-steps", Operations(Before), Model("by-hand"), Operations(After));
        float[] rows = [.. Row, .. Row.Reverse(), .. Row.Select(number => number * 3)];

        var expected = new List<float>();
        foreach (var row in rows.Chunk(Row.Length))
        {
            var scaled = Tasks.Run(Tasks.Data(row, Before));
            expected.AddRange(Tasks.Run(Tasks.Data(await NetworkAsync(network.Id, scaled), After)));
        }

        Assert.Equal(expected, await ExecuteAsync(service, rows));
        var counted = await Grain(service).CountAsync(None);
        Assert.Equal((1L, 0L), (counted.Requests, counted.Errors));
        Assert.Equal(new BatchCount(4, 1), Assert.Single(counted.Batches));
        Assert.NotNull(counted.Latency);
        Assert.True(counted.ComputeTime > TimeSpan.Zero);
    }

    [Fact]
    public async Task Describe_OfAService_TellsItsStepsAndNoReplicas()
    {
        await Silos.DeployAsync("described");
        var service = await DeployAsync("tells", Operations(Before), Model("described"));
        var info = await Deployment(service).DescribeAsync(None);

        Assert.Equal((DeploymentType.Service, DeploymentStatus.Running, 8, 3), (info.Type, info.Status, info.InputSize, info.OutputSize));
        Assert.Equal(["normalize", "scale"], info.Steps![0].Operations!.Select(step => step.Op));
        Assert.Equal("described", info.Steps[1].Model);
        Assert.Empty(await Deployment(service).ListReplicasAsync(None));
        var listed = Assert.Single(await Silos.Directory.ListAsync(new DeploymentQuery(null, null, "tells", 0, 10), None));
        Assert.Equal(("normalize → scale → described", null), (listed.Architecture, listed.Steps));
        foreach (var change in new[] { () => Deployment(service).ScaleAsync(new ReplicaRange(2, 2), None), () => Deployment(service).RolloutAsync(new RolloutCommand(null, "INT8"), None) })
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(change);
            Assert.Equal(RefusalReason.Conflict, refused.Reason);
            Assert.Contains("is a service", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Model_MountedInItsPlace_AnswersFromThenOn()
    {
        await Silos.DeployAsync("mounted-first", seed: 1);
        var second = await Silos.DeployAsync("mounted-second", seed: 2);
        var service = await DeployAsync("swapped", Model("mounted-first"));
        var first = await ExecuteAsync(service, Row);

        await MountAsync(service, $"#models/{second.Id}", "/models/mounted-first");
        Assert.Equal(await NetworkAsync(second.Id, Row), await ExecuteAsync(service, Row));
        Assert.NotEqual(first, await ExecuteAsync(service, Row));
        await MountAsync(service, "#models/mounted-first", "/models/mounted-first");
        Assert.Equal(first, await ExecuteAsync(service, Row));
    }

    [Fact]
    public async Task Model_ThatDoesNotFitInItsPlace_IsRefusedWithBothSizes()
    {
        await Silos.DeployAsync("fitting");
        await Silos.Grains.GetGrain<IDeploymentIntakeGrain>(0).DeployAsync(
            new DeployCommand("unfitting", new NetworkSpec("mlp", 9, null, 4, null, null, null, 1), null, null, TimeSpan.FromMinutes(1)), None);
        var service = await DeployAsync("fits", Model("fitting"));
        await MountAsync(service, "#models/unfitting", "/models/fitting");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(service, Row));
        Assert.Equal(RefusalReason.Conflict, refused.Reason);
        Assert.Contains("takes 9 numbers and gives 4", refused.Message, StringComparison.Ordinal);
        Assert.Contains("rows of 8", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_ThatIsNotMounted_CannotBeReached()
    {
        var network = await Silos.DeployAsync("unmounted");
        var service = await DeployAsync("unmounts", Model("unmounted"));
        await ExecuteAsync(service, Row);
        await Namespace.UnmountAsync(Process(service), null, "/models/unmounted", None);

        // An empty directory is left.
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(service, Row));
        Assert.Equal(RefusalReason.Conflict, refused.Reason);
        Assert.Contains("/models/unmounted", refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(await NetworkAsync(network.Id, Row));

        await Namespace.RemoveAsync(Process(service), "/models/unmounted", None);
        refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(service, Row));
        Assert.Equal(RefusalReason.Conflict, refused.Reason);
        Assert.Contains($"There is no /models/unmounted in the namespace of {Process(service)}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_WithinServices_AnswerAsOne()
    {
        var network = await Silos.DeployAsync("innermost");
        var inner = await DeployAsync("inner", Operations(Before), Model("innermost"));
        var outer = await DeployAsync("outer", Model(inner.ToString()), Operations(After));

        var expected = Tasks.Run(Tasks.Data(await NetworkAsync(network.Id, Tasks.Run(Tasks.Data(Row, Before))), After));
        Assert.Equal(expected, await ExecuteAsync(outer, Row));
    }

    [Fact]
    public async Task Services_ThatCallOneAnother_EndInARefusal()
    {
        await Silos.DeployAsync("replaced", seed: 1);
        var same = await DeployAsync("same", new ServiceStep(Operations: [new DataStep("abs")]), inputSize: 8);
        var first = await DeployAsync("first", Model("same"));
        var second = await DeployAsync("second", Model("first"));
        await MountAsync(first, $"#models/{second}", "/models/same");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(second, Row));
        Assert.Equal(RefusalReason.Conflict, refused.Reason);
        Assert.Contains("8 deep", refused.Message, StringComparison.Ordinal);

        await MountAsync(first, $"#models/{same}", "/models/same");
        Assert.Equal(Row.Select(Math.Abs), await ExecuteAsync(second, Row));
    }

    [Fact]
    public async Task Service_StoppedAndStarted_AnswersWhenItRuns()
    {
        await Silos.DeployAsync("of-stopped");
        var service = await DeployAsync("stopped", Model("of-stopped"));
        var before = await ExecuteAsync(service, Row);

        Assert.Equal(DeploymentStatus.Stopped, (await Deployment(service).StopAsync(None)).Status);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(service, Row));
        Assert.Equal(RefusalReason.Conflict, refused.Reason);
        Assert.Contains("is Stopped", refused.Message, StringComparison.Ordinal);

        Assert.Equal(DeploymentStatus.Running, (await Deployment(service).StartAsync(None)).Status);
        Assert.Equal(before, await ExecuteAsync(service, Row));
        await Deployment(service).TerminateAsync(None);
        Assert.Equal(RefusalReason.Stale, (await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(service, Row))).Reason);
        Assert.Equal(RefusalReason.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => Deployment(service).DescribeAsync(None))).Reason);
    }

    [Fact]
    public async Task Task_OfRowsThroughAService_HasItsResult()
    {
        await Silos.DeployAsync("of-task");
        var service = await DeployAsync("by-task", Operations(Before), Model("of-task"));
        var submitted = await Silos.Grains.GetGrain<ITaskIntakeGrain>(0).SubmitAsync(
            new SubmitCommand([new TaskSpec(new TaskWork("inference", Bytes(Row), service.ToString()))], IsBatch: false, Idempotency: null), None);

        var task = await Silos.Grains.GetGrain<ITaskGrain>(submitted.Ids[0].ToString()).WaitAsync(TaskWaits.Slice, None);
        Assert.Equal(ComputeTaskStatus.Completed, task.Status);
        Assert.Equal(await ExecuteAsync(service, Row), Floats(task.Result!.Value));
    }

    [Theory]
    [InlineData(7, "it must hold 8")]
    [InlineData(0, "it must hold 8")]
    public async Task Execute_OfNoWholeRows_IsRefused(int numbers, string named)
    {
        var service = await DeployAsync("whole-rows", Operations(Before), inputSize: 8);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(service, new float[numbers]));
        Assert.Equal((RefusalReason.Invalid, "data"), (refused.Reason, refused.Field));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_OfNumbersWithoutAResult_IsRefusedByTheStep()
    {
        var service = await DeployAsync("roots", new ServiceStep(Operations: [new DataStep("abs"), new DataStep("offset", Value: -1), new DataStep("sqrt")]), inputSize: 2);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(service, 2, 0));
        Assert.Equal((RefusalReason.Invalid, "data"), (refused.Reason, refused.Field));
        Assert.Contains("result[1] of steps[0].operations[2] (sqrt)", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await Grain(service).CountAsync(None)).Errors);
    }

    [Fact]
    public async Task Execute_WithoutTime_IsRefusedAsLate()
    {
        await Silos.DeployAsync("late-network");
        var service = await DeployAsync("late", Model("late-network"));
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => Grain(service).ExecuteAsync(new InferenceRequest(Bytes(Row), TimeSpan.Zero), 0, None));
        Assert.Equal(RefusalReason.DeadlineExceeded, refused.Reason);
    }

    [Fact]
    public async Task Deploy_InANamespaceOfAnother_CallsWhatIsThere()
    {
        var network = await Silos.DeployAsync("shown");
        var host = await DeployAsync("host", Model("shown"));
        await Namespace.CreateDirectoryAsync(Process(host), "/models/mine", None);
        await MountAsync(host, $"#models/{network.Id}", "/models/mine");

        var sharing = await DeployInAsync("share", Process(host), Model("mine"));
        var copying = await DeployInAsync("copy", Process(host), Model("/models/mine"));
        Assert.Equal(await NetworkAsync(network.Id, Row), await ExecuteAsync(sharing, Row));
        Assert.Equal(await NetworkAsync(network.Id, Row), await ExecuteAsync(copying, Row));

        await Namespace.UnmountAsync(Process(host), null, "/models/mine", None);
        await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(sharing, Row));
        Assert.Equal(await NetworkAsync(network.Id, Row), await ExecuteAsync(copying, Row));

        var refused = await Assert.ThrowsAsync<RefusedException>(() => DeployInAsync("share", Process(host), Model("mine")));
        Assert.Equal((RefusalReason.Invalid, "steps[0].model"), (refused.Reason, refused.Field));
    }

    private INamespaceGrain Namespace => Silos.Grains.GetGrain<INamespaceGrain>(0);

    private IServiceGrain Grain(DeploymentId id) => Silos.Grains.GetGrain<IServiceGrain>(id.ToString());

    private IDeploymentGrain Deployment(DeploymentId id) => Silos.Grains.GetGrain<IDeploymentGrain>(id.ToString());

    private static string Process(DeploymentId id) => id.ProcessId;

    private static ServiceStep Model(string model) => new(Model: model);

    private static ServiceStep Operations(DataStep[] operations) => new(Operations: operations);

    private static ReadOnlyMemory<byte> Bytes(params float[] numbers) => MemoryMarshal.AsBytes<float>(numbers).ToArray();

    private static float[] Floats(ReadOnlyMemory<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray();

    private Task<DeploymentId> DeployAsync(string name, params ServiceStep[] steps) => DeployAsync(new DeployServiceCommand(name, steps));

    private Task<DeploymentId> DeployAsync(string name, ServiceStep step, int inputSize) => DeployAsync(new DeployServiceCommand(name, [step], inputSize));

    private Task<DeploymentId> DeployInAsync(string mode, string of, ServiceStep step) => DeployAsync(
        new DeployServiceCommand($"{mode}s", [step], Process: new ProcessSpec(Namespace: new NamespaceSpec(mode, of))));

    private async Task<DeploymentId> DeployAsync(DeployServiceCommand command) =>
        (await Silos.Grains.GetGrain<IDeploymentIntakeGrain>(0).DeployServiceAsync(command, None)).Id;

    private async Task<float[]> ExecuteAsync(DeploymentId service, params float[] rows) =>
        Floats((await Grain(service).ExecuteAsync(new InferenceRequest(Bytes(rows), TimeSpan.FromSeconds(30)), 0, None)).Rows);

    private async Task<float[]> NetworkAsync(DeploymentId network, float[] row) =>
        Floats((await Silos.Replica(network).ExecuteAsync(new InferenceRequest(Bytes(row), TimeSpan.FromSeconds(30)), None)).Rows);

    private Task MountAsync(DeploymentId service, string source, string target) =>
        Namespace.BindAsync(new BindCommand(Process(service), source, target, BindOrder.Replace, Creates: false, Mounts: true), None);
}
