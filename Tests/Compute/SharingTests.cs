using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Tests.Compute;

/// <summary>Slices that share their work with idle workers.</summary>
public sealed class SharingTests
{
    [Fact]
    public void Share_WithIdleWorkers_DoesEachUnitOnce()
    {
        using ComputePool pool = new(workers: 3);
        int[] done = new int[1_000];
        Units work = new((first, last) =>
        {
            for (int i = first; i < last; i++)
            {
                Interlocked.Increment(ref done[i]);
            }
        });
        for (int round = 1; round <= 200; round++)
        {
            pool.Share(work, done.Length, grain: 3);
            Assert.All(done, times => Assert.Equal(round, times));
        }
    }

    [Fact]
    public async Task Share_WithAnIdleWorker_IsHelped()
    {
        using ComputePool pool = new(workers: 2);
        using Barrier both = new(participantCount: 2);
        int met = 0;

        // Each of two units ends when the other has begun: one thread alone would never get through.
        Units work = new((first, last) =>
        {
            both.SignalAndWait();
            Interlocked.Increment(ref met);
        });
        await pool.RunAsync(new ComputeFlow("a"), () =>
        {
            pool.Share(work, units: 2, grain: 1);
            return false;
        });

        Assert.Equal(2, met);
    }

    [Fact]
    public async Task Share_WithEveryWorkerBusy_IsDoneByTheCallerAlone()
    {
        using ComputePool pool = new(workers: 2);
        using Gate gate = new();
        Task holding = pool.RunAsync(new ComputeFlow("other"), gate.PassOnce);
        await gate.Reached;
        HashSet<int> threads = [];
        await pool.RunAsync(new ComputeFlow("a"), () =>
        {
            pool.Share(new Units((_, _) => threads.Add(Environment.CurrentManagedThreadId)), units: 100, grain: 1);
            return false;
        });

        Assert.Single(threads);
        gate.Open();
        await holding;
    }

    [Fact]
    public async Task Share_WhenAJobComesMeanwhile_LetsTheHelperRunItFirst()
    {
        using ComputePool pool = new(workers: 2);
        using ManualResetEventSlim helped = new();
        using ManualResetEventSlim submitted = new();
        using ManualResetEventSlim ran = new();
        int caller = 0, unitsOfHelper = 0;
        Units work = new((_, _) =>
        {
            if (Environment.CurrentManagedThreadId == caller)
            {
                // The long slice doesn't end before the other flow's job has run.
                helped.Wait();
                ran.Wait();
                return;
            }

            unitsOfHelper++;
            helped.Set();
            submitted.Wait();
        });
        Task sharing = pool.RunAsync(new ComputeFlow("long"), () =>
        {
            caller = Environment.CurrentManagedThreadId;
            pool.Share(work, units: 1_000, grain: 1);
            return false;
        });
        helped.Wait();
        Task small = pool.RunAsync(new ComputeFlow("small"), () =>
        {
            ran.Set();
            return false;
        });
        submitted.Set();
        await Task.WhenAll(small, sharing);

        // It went on helping afterwards at most; before, it did the one run that it had claimed.
        Assert.True(unitsOfHelper >= 1);
    }

    [Fact]
    public async Task Share_WithAUnitThatThrows_FailsTheJobAndNotThePool()
    {
        using ComputePool pool = new(workers: 2);
        Units work = new((_, _) => throw new InvalidOperationException("bad unit"));
        await Assert.ThrowsAnyAsync<Exception>(() => pool.RunAsync(new ComputeFlow("a"), () =>
        {
            pool.Share(work, units: 100, grain: 1);
            return false;
        }));

        await pool.RunAsync(new ComputeFlow("a"), () => false);
    }

    private sealed class Units(Action<int, int> run) : SharedWork
    {
        protected override void RunUnits(int first, int last) => run(first, last);
    }
}
