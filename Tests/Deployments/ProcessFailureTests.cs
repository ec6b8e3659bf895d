using Dapper;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoOrleans.Tests.Deployments;

/// <summary>Replicas whose operations throw, on two silos.</summary>
public sealed class ProcessFailureTests : IAsyncLifetime
{
    private readonly ReplicaFaults faults = new();
    private readonly TwoSilos silos;

    public ProcessFailureTests() => silos = new TwoSilos { Configure = silo => silo.Services.AddSingleton<IReplicaFaults>(faults) };

    public Task InitializeAsync() => silos.InitializeAsync();

    public Task DisposeAsync() => silos.DisposeAsync();

    [Fact]
    public async Task Replica_WhoseOperationThrows_FailsAloneAndIsStartedAgain()
    {
        var failing = await DeployAsync("failing", RestartMode.OnFailure, maxRestarts: null);
        var neighbour = await DeployAsync("neighbour", RestartMode.Never, maxRestarts: null);
        var before = await ExecuteAsync(failing);
        var answering = ExecuteUntilAsync(neighbour, () => DescribeAsync(failing), info => info is { Status: DeploymentStatus.Running, Process.Failures: 2 });

        faults.Break(failing, slices: 2);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(failing));
        Assert.Equal(RefusalReason.Unavailable, refused.Reason);
        Assert.DoesNotContain("Exception", refused.Message, StringComparison.Ordinal);

        // It is started again, fails once more, and is started again.
        await UntilAsync(() => TryExecuteAsync(failing), answer => answer?.SequenceEqual(before) == true);
        var info = await DescribeAsync(failing);
        Assert.Equal((DeploymentStatus.Running, 2, 1), (info.Status, info.Process!.Failures, info.ReadyReplicas));
        Assert.Contains("broke", info.Process.Failure, StringComparison.Ordinal);
        Assert.NotNull(info.Process.FailedAt);

        Assert.Equal(0, await answering);
        Assert.Equal(0, (await DescribeAsync(neighbour)).Process!.Failures);
    }

    [Fact]
    public async Task Replica_ThatMayNotBeStartedAgain_StaysFailedUntilSomebodyStartsIt()
    {
        var failing = await DeployAsync("given up", RestartMode.Never, maxRestarts: null);
        var before = await ExecuteAsync(failing);
        faults.Break(failing, slices: 1);
        await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(failing));

        var failed = await UntilAsync(() => DescribeAsync(failing), info => info.Status == DeploymentStatus.Failed);
        Assert.Equal((1, null, 0), (failed.Process!.Failures, failed.Process.RestartAt, failed.ReadyReplicas));
        var route = await silos.Directory.RouteAsync(failing.ToString(), CancellationToken.None);
        Assert.Equal(RefusalReason.Conflict, route.NotRunning().Reason);
        await silos.Deployment(failing).ReconcileAsync(CancellationToken.None);
        Assert.Equal(DeploymentStatus.Failed, (await DescribeAsync(failing)).Status);
        Assert.False(silos.IsLoaded(failing));

        var started = await silos.Deployment(failing).StartAsync(CancellationToken.None);
        Assert.Equal((DeploymentStatus.Running, 0, 1), (started.Status, started.Process!.Failures, started.ReadyReplicas));
        Assert.Equal(before, await ExecuteAsync(failing));
    }

    [Fact]
    public async Task Replica_ThatFailsTooOften_IsGivenUp()
    {
        var failing = await DeployAsync("hopeless", RestartMode.Always, maxRestarts: 2);
        faults.Break(failing);
        var failed = await UntilAsync(
            async () =>
            {
                await TryExecuteAsync(failing);
                return await DescribeAsync(failing);
            },
            info => info is { Status: DeploymentStatus.Failed, Process.RestartAt: null });
        Assert.Equal(3, failed.Process!.Failures);
        Assert.Equal("Conflict", (await silos.Directory.RouteAsync(failing.ToString(), CancellationToken.None)).NotRunning().Reason.ToString());
    }

    [Fact]
    public async Task Process_ThatCannotBeLoadedAgain_IsGivenUpAfterAsManyTimesAsAreAllowed()
    {
        var failing = await DeployAsync("unloadable", RestartMode.OnFailure, maxRestarts: 2);
        await silos.Store.Database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync("UPDATE deployments SET memory_bytes = 1 WHERE id = @Number", new { failing.Number }, transaction),
            CancellationToken.None);
        faults.Break(failing, slices: 1);
        await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(failing));
        var failed = await UntilAsync(() => DescribeAsync(failing), info => info is { Status: DeploymentStatus.Failed, Process.RestartAt: null });
        Assert.Equal(3, failed.Process!.Failures);
        Assert.Contains("resources grants 1 bytes", failed.Process.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replica_ThatBreaksBesideAnother_IsReplacedWhileTheProcessRuns()
    {
        var deployed = await silos.DeployAsync("two", seed: 7, replicas: new ReplicaRange(2, 2), process: Spec(RestartMode.OnFailure, null));
        faults.Break(deployed.Id, slices: 1);
        var first = silos.Replica(deployed.Id);
        await Assert.ThrowsAsync<RefusedException>(() => ReplicaClusterTests.ExecuteAsync(first));

        var whole = await UntilAsync(
            () => DescribeAsync(deployed.Id),
            info =>
            {
                Assert.Equal(DeploymentStatus.Running, info.Status);
                return info is { ReadyReplicas: 2, Process: { Failures: 1, RestartAt: null } };
            });
        Assert.Equal(2, whole.DesiredReplicas);
        Assert.NotNull(await TryExecuteAsync(deployed.Id));
    }

    private static ProcessSpec Spec(RestartMode mode, long? maxRestarts) => new(new RestartPolicySpec(mode.ToString(), maxRestarts, BackoffMs: 50));

    private async Task<DeploymentId> DeployAsync(string name, RestartMode mode, long? maxRestarts) =>
        (await silos.DeployAsync(name, seed: 7, process: Spec(mode, maxRestarts))).Id;

    private Task<DeploymentInfo> DescribeAsync(DeploymentId id) => silos.Deployment(id).DescribeAsync(CancellationToken.None);

    /// <summary>Calls the replica that the route names.</summary>
    private async Task<byte[]> ExecuteAsync(DeploymentId id)
    {
        var route = await silos.Directory.RouteAsync(id.ToString(), CancellationToken.None);
        return route.Replicas.Count == 0
            ? throw route.NotRunning()
            : await ReplicaClusterTests.ExecuteAsync(silos.Grains.GetGrain<IModelReplicaGrain>(route.Replicas[0].ToString()));
    }

    private async Task<byte[]?> TryExecuteAsync(DeploymentId id)
    {
        try
        {
            return await ExecuteAsync(id);
        }
        catch (RefusedException refused)
        {
            Assert.Contains(refused.Reason, new[] { RefusalReason.Unavailable, RefusalReason.Stale, RefusalReason.Busy, RefusalReason.Conflict });
            return null;
        }
    }

    /// <summary>Calls a deployment until something is so.</summary>
    /// <returns>How many of the calls failed.</returns>
    private async Task<int> ExecuteUntilAsync<T>(DeploymentId id, Func<Task<T>> look, Func<T, bool> isSo)
    {
        var failures = 0;
        do
        {
            failures += await Record.ExceptionAsync(() => ExecuteAsync(id)) is null ? 0 : 1;
        }
        while (!isSo(await look()));

        return failures;
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (await look() is var seen && isSo(seen))
            {
                return seen;
            }

            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
