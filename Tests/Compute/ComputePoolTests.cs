using InfernoOrleans.Tensors.Compute;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Compute;

public sealed class ComputePoolTests
{
    private static readonly ComputeFlow a = new("a");
    private static readonly ComputeFlow b = new("b");

    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Run_AJobOfSlices_RunsThemInTurnAndCompletes()
    {
        using var pool = new ComputePool(workers: 2);
        var slices = 0;
        await pool.RunAsync(a, () => ++slices < 100);
        Assert.Equal(100, slices);
    }

    [Fact]
    public async Task Run_ManyJobsFromManyThreads_RunsEachToItsEndAndOneSliceOfItAtATime()
    {
        using var pool = new ComputePool(workers: 3);
        var done = await Task.WhenAll(Enumerable.Range(0, 500).Select(job => Task.Run(async () =>
        {
            var inside = 0;
            var slices = 0;
            await pool.RunAsync(new ComputeFlow($"{job % 7}", 1 + (job % 3)), () =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                Interlocked.Decrement(ref inside);
                return ++slices < 5;
            });
            return slices;
        })));

        Assert.All(done, slices => Assert.Equal(5, slices));
        Assert.Equal(0, pool.Jobs);
    }

    [Fact]
    public async Task Run_AShortJobBesideALongOne_WaitsForTheSliceInProgressOnly()
    {
        using var pool = new ComputePool(workers: 1, time: time);
        var order = new List<string>();
        using var gate = new Gate();
        var slices = 0;
        var length = pool.RunAsync(a, () =>
        {
            gate.Pass();
            time.Advance(TimeSpan.FromMilliseconds(5));
            order.Add("long");
            return ++slices < 10;
        });
        await gate.Reached;
        var brief = pool.RunAsync(b, () =>
        {
            order.Add("short");
            return false;
        });
        gate.Open();
        await Task.WhenAll(length, brief);

        Assert.Equal(["long", "short", .. Enumerable.Repeat("long", 9)], order);
    }

    [Fact]
    public async Task Run_FlowsOfDifferentWeights_HaveSlicesInProportion()
    {
        using var pool = new ComputePool(workers: 1, time: time);
        var order = new List<string>();
        using var gate = new Gate();
        var first = pool.RunAsync(new ComputeFlow("first"), gate.PassOnce);
        await gate.Reached;
        Task Start(string key, int weight, int slices) => pool.RunAsync(new ComputeFlow(key, weight), () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(4));
            order.Add(key);
            return --slices > 0;
        });
        var jobs = new[] { first, Start("heavy", 3, 300), Start("light", 1, 300) };
        gate.Open();
        await Task.WhenAll(jobs);

        Assert.InRange(order.Take(200).Count(key => key == "heavy"), 148, 152);
    }

    [Fact]
    public async Task Run_WithAsManyWorkersAsJobs_RunsThemAtTheSameTime()
    {
        using var pool = new ComputePool(workers: 3);
        using var gates = new Barrier(3);
        var together = Enumerable.Range(0, 3).Select(_ => pool.RunAsync(a, () =>
        {
            gates.SignalAndWait();
            return false;
        }));
        await Task.WhenAll(together);
    }

    [Fact]
    public async Task Run_ASliceThatThrows_FailsItsJobAndNoOther()
    {
        using var pool = new ComputePool(workers: 1);
        using var gate = new Gate();
        var first = pool.RunAsync(a, gate.PassOnce);
        await gate.Reached;
        var failing = pool.RunAsync(a, () => throw new InvalidDataException("broken"));
        var sound = pool.RunAsync(a, () => false);
        gate.Open();

        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidDataException>(() => failing)).Message);
        await Task.WhenAll(first, sound);
    }

    [Fact]
    public async Task Run_CancelledWhileItWaits_IsCancelledAtOnceAndNeverRuns()
    {
        using var pool = new ComputePool(workers: 1);
        using var gate = new Gate();
        using var cancellation = new CancellationTokenSource();
        var first = pool.RunAsync(a, gate.PassOnce);
        await gate.Reached;
        var ran = false;
        var waiting = pool.RunAsync(b, () => ran = true, cancellation.Token);

        await cancellation.CancelAsync();

        // The worker is still busy.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Open();
        await first;
        await pool.RunAsync(b, () => false);
        Assert.False(ran);
        Assert.Equal(0, pool.Jobs);
    }

    [Fact]
    public async Task Run_CancelledDuringASlice_IsCancelledWhenTheSliceEnds()
    {
        using var pool = new ComputePool(workers: 1);
        using var gate = new Gate();
        using var cancellation = new CancellationTokenSource();
        var slices = 0;
        var running = pool.RunAsync(
            a,
            () =>
            {
                gate.Pass();
                slices++;
                return true;
            },
            cancellation.Token);
        await gate.Reached;
        await cancellation.CancelAsync();
        Assert.False(running.IsCompleted);
        gate.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(1, slices);
    }

    [Fact]
    public async Task Run_BeyondTheJobsThatThePoolHolds_IsRefusedUntilOneIsDone()
    {
        using var pool = new ComputePool(workers: 1, maxJobs: 2);
        using var gate = new Gate();
        var first = pool.RunAsync(a, gate.PassOnce);
        await gate.Reached;
        var second = pool.RunAsync(a, () => false);

        var refused = Assert.Throws<ComputeRefusedException>(() => { _ = pool.RunAsync(b, () => false); });
        Assert.Equal(2, refused.Capacity);

        gate.Open();
        await Task.WhenAll(first, second);
        await pool.RunAsync(b, () => false);
    }

    [Fact]
    public async Task Run_AfterTheThreadsWentToSleep_IsPickedUpEachTime()
    {
        using var pool = new ComputePool(workers: 2);
        for (var i = 0; i < 2_000; i++)
        {
            await pool.RunAsync(i % 2 == 0 ? a : b, () => false);
        }
    }

    [Fact]
    public async Task Run_SlicesThatTakeLong_RunOnThreadsOfThePoolItself()
    {
        using var pool = new ComputePool(workers: 1, time: time);
        for (var slice = 0; slice < 3; slice++)
        {
            var name = string.Empty;
            await pool.RunAsync(a, () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(5));
                name = Thread.CurrentThread.Name;
                return false;
            });
            Assert.Equal("compute-0", name);
        }
    }

    [Fact]
    public async Task Run_AFlowWhoseSlicesTurnFromLightToHeavyAndBack_RunsThemAll()
    {
        using var pool = new ComputePool(workers: 2, time: time);
        for (var job = 0; job < 500; job++)
        {
            var slices = 0;
            await pool.RunAsync(job % 2 == 0 ? a : b, () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(job % 7));
                return ++slices < 3;
            });
            Assert.Equal(3, slices);
        }

        Assert.Equal(0, pool.Jobs);
    }

    [Fact]
    public async Task Run_LightJobsFromManyThreads_NeverMoreAtATimeThanWorkers()
    {
        using var pool = new ComputePool(workers: 2);
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(sender => Task.Run(async () =>
        {
            for (var job = 0; job < 500; job++)
            {
                await pool.RunAsync(new ComputeFlow($"{sender % 3}"), () =>
                {
                    var now = Interlocked.Increment(ref inside);
                    InterlockedMax(ref most, now);
                    Interlocked.Decrement(ref inside);
                    return false;
                });
            }
        })));

        Assert.InRange(most, 1, 2);
        Assert.Equal(0, pool.Jobs);
    }

    [Fact]
    public async Task Dispose_WithJobsInThePool_LetsTheSliceEndAndEndsTheRest()
    {
        var pool = new ComputePool(workers: 1);
        using var gate = new Gate();
        var slices = 0;
        var running = pool.RunAsync(a, () =>
        {
            gate.Pass();
            slices++;
            return true;
        });
        await gate.Reached;
        var waiting = pool.RunAsync(b, () => false);
        var closing = Task.Run(pool.Dispose);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.False(closing.IsCompleted);
        gate.Open();
        await closing;

        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
        Assert.Equal(1, slices);
        Assert.Throws<ObjectDisposedException>(() => { _ = pool.RunAsync(a, () => false); });
        pool.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(ComputeFlow.MaxWeight + 1)]
    public void Run_WithAWeightOutOfRange_Throws(int weight)
    {
        using var pool = new ComputePool(workers: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = pool.RunAsync(new ComputeFlow("a", weight), () => false); });
    }

    private static void InterlockedMax(ref int most, int value)
    {
        var seen = Volatile.Read(ref most);
        while (value > seen)
        {
            seen = Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
