using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Artifacts;
using InfernoOrleans.Grains.Storage.Sqlite;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.NeuralNetworks.Formats;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Weights;

public sealed class ResidentWeightsTests : IAsyncLifetime
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private readonly TemporaryDirectory data = new();
    private readonly FakeTimeProvider time = new();
    private readonly LongWork longWork = new(Options.Create(new WeightsOptions()));
    private LocalStore store = null!;

    public Task InitializeAsync()
    {
        store = LocalStore.Open(new StorageOptions { DataDirectory = data.Path }, TimeProvider.System, NullLoggerFactory.Instance);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        longWork.Dispose();
        data.Dispose();
    }

    [Fact]
    public async Task Acquire_ByMany_LoadsOnce()
    {
        var ledger = new MemoryLedger(10_000_000);
        using var weights = Weights(ledger);
        var sha256 = Artifact(seed: 1);

        var leases = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => weights.AcquireAsync(Key(sha256), CancellationToken.None)));

        Assert.Single(leases.Select(lease => lease.Plan).Distinct());
        Assert.Equal(leases[0].Plan.Bytes, ledger.Reserved);
    }

    [Fact]
    public async Task Dispose_OfTheLastLease_FreesAfterTheLinger()
    {
        var ledger = new MemoryLedger(10_000_000);
        using var weights = Weights(ledger);
        var sha256 = Artifact(seed: 1);
        var first = await weights.AcquireAsync(Key(sha256), CancellationToken.None);
        var second = await weights.AcquireAsync(Key(sha256), CancellationToken.None);
        var plan = first.Plan;

        first.Dispose();
        first.Dispose();
        time.Advance(2 * Linger);
        Assert.Equal(plan.Bytes, ledger.Reserved);

        second.Dispose();
        time.Advance(Linger / 2);
        Assert.Equal(plan.Bytes, ledger.Reserved);
        using (var again = await weights.AcquireAsync(Key(sha256), CancellationToken.None))
        {
            Assert.Same(plan, again.Plan);
            time.Advance(2 * Linger);
            Assert.Equal(plan.Bytes, ledger.Reserved);
        }

        time.Advance(Linger);
        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public async Task Acquire_WithoutRoom_FreesWhatLingersAndRefusesWhenThatIsNotEnough()
    {
        var bytes = InferencePlan.BytesFor(Architecture, ResidentWeights.PlanConcurrency);
        var ledger = new MemoryLedger(InferencePlan.LoadingBytesFor(Architecture, TensorDType.FP32, ResidentWeights.PlanConcurrency) + (bytes / 2));
        using var weights = Weights(ledger);
        var first = await weights.AcquireAsync(Key(Artifact(seed: 1)), CancellationToken.None);
        var other = Artifact(seed: 2);

        await Assert.ThrowsAsync<MemoryRefusedException>(() => weights.AcquireAsync(Key(other), CancellationToken.None));
        Assert.Equal(bytes, ledger.Reserved);

        first.Dispose();
        using var second = await weights.AcquireAsync(Key(other), CancellationToken.None);
        Assert.Equal(bytes, ledger.Reserved);
    }

    [Fact]
    public async Task MakingRoom_ForMoreThanWouldBeFreed_FreesNothing()
    {
        var ledger = new MemoryLedger(1_000_000);
        using var weights = Weights(ledger);
        (await weights.AcquireAsync(Key(Artifact(seed: 1)), CancellationToken.None)).Dispose();
        var lingering = ledger.Reserved;
        Assert.NotEqual(0, lingering);
        Assert.Throws<MemoryRefusedException>(() => weights.MakingRoom(() => ledger.Reserve(ledger.Capacity + 1)));
        Assert.Equal(lingering, ledger.Reserved);
        weights.MakingRoom(() => ledger.Reserve(ledger.Capacity)).Dispose();
        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public async Task RequireRoomFor_WhereOnlyLingeringWeightsAreInTheWay_FreesThem()
    {
        var bytes = InferencePlan.BytesFor(Architecture, ResidentWeights.PlanConcurrency);
        var ledger = new MemoryLedger(InferencePlan.LoadingBytesFor(Architecture, TensorDType.FP32, ResidentWeights.PlanConcurrency) + (bytes / 2));
        using var weights = Weights(ledger);
        var lease = await weights.AcquireAsync(Key(Artifact(seed: 1)), CancellationToken.None);
        Assert.Throws<MemoryRefusedException>(() => weights.RequireRoomFor(Architecture, TensorDType.FP32));

        lease.Dispose();
        weights.RequireRoomFor(Architecture, TensorDType.FP32);
        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public async Task Acquire_OfAMissingArtifact_IsRefusedEachTime()
    {
        using var weights = Weights(new MemoryLedger(10_000_000));
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(
                () => weights.AcquireAsync(Key(new string('a', 64)), CancellationToken.None));
            Assert.Equal(RefusalReason.Unavailable, refused.Reason);
        }
    }

    private static NetworkArchitecture Architecture => NetworkArchitecture.Mlp(32, 4);

    private static WeightsKey Key(string sha256) => new(sha256, TensorDType.FP32);

    private ResidentWeights Weights(MemoryLedger ledger) =>
        new(store, ledger, longWork, Options.Create(new WeightsOptions { Linger = Linger }), time, NullLogger<ResidentWeights>.Instance);

    private string Artifact(long seed)
    {
        using var network = NNBuilder.Build(Architecture, seed);
        var staged = store.Artifacts.Stage(target => SafetensorsModel.Save(target, network.Network));
        ((FileArtifacts)store.Artifacts).Publish(staged);
        return staged.Sha256;
    }
}
