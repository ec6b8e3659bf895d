using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Compute;

/// <summary>Nodes and tasks on two silos. Tests of the class share them, and choose their nodes by labels.</summary>
public sealed class TaskClusterTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private IComputeDirectoryGrain Directory => silos.Grains.GetGrain<IComputeDirectoryGrain>(0);

    [Fact]
    public async Task Silos_WhenTheyAreThere_AreNodesOfTheirOwnNames()
    {
        var names = silos.Cluster.Silos.Select(silo => silo.Name).ToHashSet();
        await UntilAsync(async () => (await NodesAsync()).Count(node => node.Kind == NodeKind.Silo && names.Contains(node.Id) && node.Silo == node.Id) == 2);
        Assert.All(await NodesAsync(), node => Assert.True(node.Capabilities.MaxConcurrentTasks >= 1));

        var own = names.First();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Node(own).RegisterAsync(Spec(own), null, None));
        Assert.Equal(RefusalReason.Conflict, refused.Reason);
        refused = await Assert.ThrowsAsync<RefusedException>(() => Node(own).DeleteAsync(None));
        Assert.Equal(RefusalReason.Conflict, refused.Reason);
    }

    [Fact]
    public async Task Node_ThatNamesASilo_IsPinnedToIt()
    {
        var silo = silos.Cluster.Silos[1];
        await Node("pinned").RegisterAsync(
            Spec("pinned") with { Hostname = silo.SiloAddress.Endpoint.Address.ToString(), Port = silo.SiloAddress.Endpoint.Port, Labels = Zone("pinned") }, null, None);
        await UntilAsync(async () => await Node("pinned").DescribeAsync(None) is { Kind: NodeKind.Pinned, Status: NodeStatus.Active } node && node.Silo == silo.Name);
        Assert.Equal("pinned", (await RunAsync(Doubling(zone: "pinned"))).Node);
    }

    [Fact]
    public async Task Node_WhoseAddressIsNoSilos_IsVirtualAndClaimsLowerOnlyWhatItsSiloHas()
    {
        await Node("virtual").RegisterAsync(
            Spec("virtual") with { Capabilities = new NodeCapabilities(0.5, 1e6, GpuAvailable: true, MaxConcurrentTasks: 1_000), Labels = Zone("virtual") }, null, None);
        Assert.Equal("virtual", (await RunAsync(Doubling(zone: "virtual"))).Node);
        var node = await Node("virtual").DescribeAsync(None);
        Assert.Equal((NodeKind.Virtual, 0.5, false), (node.Kind, node.Capabilities.CpuCores, node.Capabilities.GpuAvailable));
        Assert.InRange(node.Capabilities.MaxConcurrentTasks, 1, Environment.ProcessorCount);
        Assert.InRange(node.Capabilities.MemoryGB, 0, 999_999);
    }

    [Fact]
    public async Task Tasks_ThatNoNodeCanRun_WaitUntilOneCan()
    {
        var waiting = await SubmitAsync(Doubling(zone: "later"));
        var doubled = await RunAsync(Doubling());
        Assert.Equal([2f, 4, 6], Numbers(doubled));
        Assert.Equal(ComputeTaskStatus.Pending, (await waiting.DescribeAsync(None)).Status);

        await Node("later").RegisterAsync(Spec("later") with { Labels = Zone("later") }, null, None);
        Assert.Equal("later", (await EndAsync(waiting)).Node);
    }

    [Fact]
    public async Task Node_Drained_TakesNothingUntilItIsActivated()
    {
        await Node("drained").RegisterAsync(Spec("drained") with { Labels = Zone("drained") }, null, None);
        await RunAsync(Doubling(zone: "drained"));
        Assert.Equal(NodeStatus.Maintenance, (await Node("drained").DrainAsync(None)).Status);

        var waiting = await SubmitAsync(Doubling(zone: "drained"));
        await RunAsync(Doubling());
        Assert.Equal(ComputeTaskStatus.Pending, (await waiting.DescribeAsync(None)).Status);

        await Node("drained").ActivateAsync(None);
        Assert.Equal(ComputeTaskStatus.Completed, (await EndAsync(waiting)).Status);
        await Node("drained").DeleteAsync(None);
        await Assert.ThrowsAsync<RefusedException>(() => Node("drained").DescribeAsync(None));
    }

    [Fact]
    public async Task Task_ThatReservesMoreThanItsNodeHas_Waits()
    {
        await Node("small").RegisterAsync(
            Spec("small") with { Capabilities = new NodeCapabilities(1, 0.25), Labels = Zone("small") }, null, None);
        var tooLarge = await SubmitAsync(Doubling(zone: "small") with { Requires = new TaskRequirements(MemoryGB: 0.5, Labels: Zone("small")) });
        var fitting = await SubmitAsync(Doubling(zone: "small") with { Requires = new TaskRequirements(CpuCores: 1, MemoryGB: 0.25, Labels: Zone("small")) });
        Assert.Equal(ComputeTaskStatus.Completed, (await EndAsync(fitting)).Status);
        Assert.Equal(ComputeTaskStatus.Pending, (await tooLarge.DescribeAsync(None)).Status);
        Assert.Equal(ComputeTaskStatus.Cancelled, (await tooLarge.CancelAsync(None)).Status);
    }

    [Fact]
    public async Task Task_LongerThanItsTime_FailsAndIsNotTriedAgain()
    {
        var task = await RunAsync(new TaskSpec(Long()) { TimeoutMs = 20 });
        Assert.Equal((ComputeTaskStatus.Failed, 1), (task.Status, task.Attempts));
        Assert.Contains("timeoutMs, 20", task.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Task_CancelledWhileItRuns_FreesItsSlotAndItsMemory()
    {
        ITaskGrain task;
        TaskInfo seen;
        do
        {
            // Again, where the machine has so much else to do that it ran unseen.
            task = await SubmitAsync(new TaskSpec(Long()));
            await UntilAsync(async () => (await task.DescribeAsync(None)).Status is ComputeTaskStatus.Running or ComputeTaskStatus.Completed);
            seen = await task.DescribeAsync(None);
        }
        while (seen.Status == ComputeTaskStatus.Completed);

        Assert.Equal(ComputeTaskStatus.Cancelled, (await task.CancelAsync(None)).Status);
        await UntilAsync(() => Task.FromResult(silos.Cluster.Silos.All(silo => silos.ReservedBytes(silo) == 0)));
        await UntilAsync(async () => (await NodesAsync()).All(node => node.Load.ActiveTasks == 0));
        Assert.Equal(ComputeTaskStatus.Cancelled, (await task.CancelAsync(None)).Status);
    }

    [Fact]
    public async Task Task_WhoseResultIsNotFinite_FailsAtOnce()
    {
        var task = await RunAsync(new TaskSpec(new TaskWork("data", Bytes(1, -1), Operations: [new DataStep("sqrt")])));
        Assert.Equal((ComputeTaskStatus.Failed, 1), (task.Status, task.Attempts));
        Assert.Contains("not finite", task.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tasks_OfOneBatch_RunInTheOrderOfTheirDependencies()
    {
        var answer = await silos.Grains.GetGrain<ITaskIntakeGrain>(0).SubmitAsync(
            new SubmitCommand(
                [
                    Doubling() with { Key = "last", DependsOn = ["middle", "first"] },
                    Doubling() with { Key = "middle", DependsOn = ["first"] },
                    Doubling() with { Key = "first" },
                ],
                IsBatch: true,
                Idempotency: null),
            None);
        var last = await EndAsync(Grain(answer.Ids[0]));
        Assert.Equal(ComputeTaskStatus.Completed, last.Status);
        Assert.Equal([answer.Ids[1], answer.Ids[2]], last.DependsOn.OrderBy(id => id.Number));
        Assert.True((await Grain(answer.Ids[1]).DescribeAsync(None)).Finished <= last.Finished);
    }

    [Fact]
    public async Task Result_LongerThanARow_IsAnArtifactAndAnNpyFile()
    {
        var numbers = Enumerable.Range(0, 300_000).Select(i => (float)i).ToArray();
        var task = await RunAsync(new TaskSpec(new TaskWork("data", Bytes(numbers), Operations: [new DataStep("scale", Factor: 2)])));
        Assert.Equal((ComputeTaskStatus.Completed, false), (task.Status, task.Result.HasValue));
        Assert.NotNull(task.Artifact);

        var file = new List<byte>();
        while (await Grain(task.Id).ReadResultAsync(file.Count, 1 << 20, None) is { Length: > 0 } part)
        {
            file.AddRange(part.Span);
        }

        Assert.Equal(0, (file.Count - (sizeof(float) * numbers.Length)) % 64);
        Assert.Equal(numbers.Select(number => 2 * number), MemoryMarshal.Cast<byte, float>(file.ToArray().AsSpan()[^(sizeof(float) * numbers.Length)..]).ToArray());
    }

    private static TaskSpec Doubling(string? zone = null) => new(
        new TaskWork("data", Bytes(1, 2, 3)), Requires: zone is null ? null : new TaskRequirements(Labels: Zone(zone)));

    /// <summary>Some seconds of work, in slices.</summary>
    private static TaskWork Long()
    {
        var random = new Random(1);
        return new TaskWork(
            "data",
            Bytes([.. Enumerable.Range(0, 1_000_000).Select(_ => random.NextSingle())]),
            Operations: [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? new DataStep("sort") : new DataStep("scale", Factor: -1))]);
    }

    private static ReadOnlyMemory<byte> Bytes(params float[] numbers) => MemoryMarshal.AsBytes<float>(numbers).ToArray();

    private static float[] Numbers(TaskInfo task) => MemoryMarshal.Cast<byte, float>(task.Result!.Value.Span).ToArray();

    private static Dictionary<string, string> Zone(string zone) => new() { ["zone"] = zone };

    private static NodeSpec Spec(string id) => new(id, "worker.example", 9_000, null, new NodeCapabilities(8, 16));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private async Task<TaskInfo> RunAsync(TaskSpec spec) => await EndAsync(await SubmitAsync(spec));

    private async Task<ITaskGrain> SubmitAsync(TaskSpec spec)
    {
        var answer = await silos.Grains.GetGrain<ITaskIntakeGrain>(0).SubmitAsync(new SubmitCommand([spec], IsBatch: false, Idempotency: null), None);
        return Grain(answer.Ids.Single());
    }

    private async Task<TaskInfo> EndAsync(ITaskGrain task)
    {
        TaskInfo? seen = null;
        await UntilAsync(async () => (seen = await task.WaitAsync(TaskWaits.Slice, None)).IsEnded);
        return seen!;
    }

    private ITaskGrain Grain(TaskId id) => silos.Grains.GetGrain<ITaskGrain>(id.ToString());

    private IComputeNodeGrain Node(string id) => silos.Grains.GetGrain<IComputeNodeGrain>(id);

    private Task<IReadOnlyList<NodeInfo>> NodesAsync() => Directory.ListNodesAsync(new NodeQuery(string.Empty, 1_000), None);
}
