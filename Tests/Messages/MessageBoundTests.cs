using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Messages;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Messages;

/// <summary>Messages over their bound, between two silos and between a client and a silo. What else goes on there must not notice.</summary>
public sealed class MessageBoundTests : IAsyncLifetime
{
    private const int Most = 1 << 20;

    /// <summary>Outputs of one row; rows that a small call has answered with more than a message holds.</summary>
    private const int OutputSize = 65_536;
    private const int Rows = 8;

    private readonly TwoSilos silos = new()
    {
        Configure = silo => silo.BoundMessages(Most),
        ConfigureClient = client => client.BoundMessages(Most),
    };

    public Task InitializeAsync() => silos.InitializeAsync();

    public Task DisposeAsync() => silos.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Message_OverTheBound_IsRefusedAndTheConnectionLivesOn(bool fromSilo)
    {
        var deployment = await DeployAsync();
        var there = await silos.SiloOfAsync(silos.Replica(deployment));
        var replica = silos.Replica(deployment, fromSilo ? silos.Cluster.Silos.Single(silo => silo != there) : null);
        var row = new byte[sizeof(float)];
        Assert.Equal(OutputSize * sizeof(float), (await ExecuteAsync(replica, row)).Rows.Length);

        // Under way all the time, on the same connections: it waits for events that do not come.
        var events = (fromSilo ? silos.From(silos.Cluster.Silos.Single(silo => silo != there)) : silos.Grains).GetGrain<IComputeDirectoryGrain>(0);
        var last = (await events.ReadEventsAsync(new EventQuery(null, 1, TimeSpan.Zero), CancellationToken.None)).Last;
        var waiting = events.ReadEventsAsync(new EventQuery(last, 1, TimeSpan.FromSeconds(3)), CancellationToken.None);

        var call = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(replica, new byte[2 * Most]));
        var answer = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(replica, new byte[Rows * sizeof(float)]));

        Assert.All([call, answer], refused => Assert.Equal(RefusalReason.TooLarge, refused.Reason));
        Assert.Contains("request", call.Message, StringComparison.Ordinal);
        Assert.Contains("answer", answer.Message, StringComparison.Ordinal);
        Assert.Equal(OutputSize * sizeof(float), (await ExecuteAsync(replica, row)).Rows.Length);
        Assert.Empty((await waiting).Events);
    }

    [Fact]
    public async Task Message_JustBelowTheBound_Arrives()
    {
        var replica = silos.Replica((await silos.DeployAsync("narrow")).Id);

        // No whole rows: that the replica says so shows that they have arrived.
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(replica, new byte[Most - 1_020]));

        Assert.Equal(RefusalReason.Invalid, refused.Reason);
    }

    private async Task<DeploymentId> DeployAsync()
    {
        var answer = await silos.Grains.GetGrain<IDeploymentIntakeGrain>(0).DeployAsync(
            new DeployCommand(
                "wide", new NetworkSpec("feedforward", 1, [1], OutputSize, null, null, null, 1), ModelId: null, Idempotency: null, TimeSpan.FromMinutes(1)),
            CancellationToken.None);
        return answer.Id;
    }

    private static Task<InferenceAnswer> ExecuteAsync(IModelReplicaGrain replica, byte[] rows) =>
        replica.ExecuteAsync(new InferenceRequest(rows, TimeSpan.FromMinutes(1)), CancellationToken.None);
}
