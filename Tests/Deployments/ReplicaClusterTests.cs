using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Deployments;

/// <summary>Deployments and their replicas on two silos that share one store.</summary>
public sealed class ReplicaClusterTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private static readonly byte[] OneRow =
        MemoryMarshal.AsBytes<float>([0.1f, -0.2f, 0.3f, -0.4f, 0.5f, -0.6f, 0.7f, -0.8f]).ToArray();

    [Fact]
    public async Task Replica_OnEitherSiloAskedFromEither_GivesTheSameAnswer()
    {
        var answers = new List<byte[]>();
        foreach (var home in silos.Cluster.Silos.ToArray())
        {
            var deployed = await silos.DeployAsync("either", seed: 11, from: home);

            foreach (var asked in silos.Cluster.Silos.ToArray())
            {
                answers.Add(await ExecuteAsync(silos.Replica(deployed.Id, from: asked)));
            }
        }

        Assert.Equal(4, answers.Count);
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
    }

    [Fact]
    public async Task Terminate_WithARouteStillHeld_RefusesAsStaleAndLoadsNothing()
    {
        var held = silos.Cluster.Silos.Sum(silos.ReservedBytes);
        var deployed = await silos.DeployAsync("deleted", seed: 12);
        var replica = silos.Replica(deployed.Id);
        await ExecuteAsync(replica);
        Assert.True(silos.Cluster.Silos.Sum(silos.ReservedBytes) > held);

        await silos.Grains.GetGrain<IDeploymentGrain>(deployed.Id.ToString()).TerminateAsync(CancellationToken.None);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(replica));
            Assert.Equal(RefusalReason.Stale, refused.Reason);
        }

        Assert.Equal(held, silos.Cluster.Silos.Sum(silos.ReservedBytes));
        Assert.DoesNotContain(
            await silos.Directory.ListAsync(new DeploymentQuery(null, null, "deleted", 0, 10), CancellationToken.None),
            info => info.Id == deployed.Id);
    }

    [Fact]
    public async Task Terminate_WhoseCallerGivesUp_EndsBothTheRowAndTheReplicaOrNeither()
    {
        for (var seed = 100L; seed < 120; seed++)
        {
            var deployed = await silos.DeployAsync("given up", seed);
            var deployment = silos.Grains.GetGrain<IDeploymentGrain>(deployed.Id.ToString());
            using var caller = new CancellationTokenSource();
            var terminating = deployment.TerminateAsync(caller.Token);
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => terminating);

            // Whatever the first call did, the second ends it; where the first had ended the row, there is nothing left to call.
            var ended = await Record.ExceptionAsync(() => deployment.TerminateAsync(CancellationToken.None));
            Assert.True(ended is null or RefusedException { Reason: RefusalReason.NotFound }, $"{ended}");

            // Not for long after that, if at all; a replica that was left behind would find out by itself, but later.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            while (silos.IsLoaded(deployed.Id))
            {
                await Task.Delay(10, patience.Token);
            }
        }
    }

    [Theory]
    [InlineData("deploy-1/r2/0")]
    [InlineData("deploy-1/r1/1")]
    [InlineData("deploy-999999/r1/0")]
    [InlineData("deploy-1")]
    [InlineData("nonsense")]
    public async Task Replica_ThatNoRowWants_RefusesAsStale(string key)
    {
        await silos.DeployAsync("wanted");
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => ExecuteAsync(silos.Grains.GetGrain<IModelReplicaGrain>(key)));
        Assert.Equal(RefusalReason.Stale, refused.Reason);
    }

    [Fact]
    public async Task Execute_OfWrongLength_IsRefusedWithBothNumbers()
    {
        var deployed = await silos.DeployAsync("wrong length");
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => silos.Replica(deployed.Id).ExecuteAsync(
                new InferenceRequest(new byte[3 * sizeof(float)], TimeSpan.FromSeconds(10)), CancellationToken.None));
        Assert.Equal((RefusalReason.Invalid, "data"), (refused.Reason, refused.Field));
        Assert.Contains("3 numbers", refused.Message, StringComparison.Ordinal);
        Assert.Contains("8", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_ManyAtOnce_GivesEveryIdOnceWithoutGaps()
    {
        var first = (await silos.DeployAsync("first")).Id.Number;
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => silos.DeployAsync($"many-{i}", seed: i % 3)));

        var numbers = answers.Select(answer => answer.Id.Number).Order().ToArray();
        Assert.Equal(40, numbers.Distinct().Count());
        Assert.True(numbers[0] > first);
        Assert.Equal(39, numbers[^1] - numbers[0]);
    }

    internal static async Task<byte[]> ExecuteAsync(IModelReplicaGrain replica) =>
        (await replica.ExecuteAsync(new InferenceRequest(OneRow, TimeSpan.FromSeconds(10)), CancellationToken.None)).Rows.ToArray();
}
