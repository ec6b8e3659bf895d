using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;
using InfernoOrleans.Tests.Tensors;

namespace InfernoOrleans.Tests.Compute.Work;

/// <summary>Computations as they run: slice by slice, in memory that is counted.</summary>
public sealed class ComputationTests
{
    private const int Many = (3 * Chunks.Length) + 11;

    /// <summary>One of each, over several chunks.</summary>
    public static TheoryData<string, TaskWork> Each
    {
        get
        {
            var x = RandomRows.Uniform(seed: 1, Many, 0, 4);
            var square = RandomRows.Uniform(seed: 2, 300 * 300);
            var tall = RandomRows.Uniform(seed: 3, 300 * 1_100);
            TheoryData<string, TaskWork> each = new()
            {
                { "doubled", Tasks.Data(x) },
                { "matmul", Tasks.Tensor("matmul", ([300, 1_100], tall), ([1_100, 300], tall)) },
                { "matmul of several", Tasks.Tensor("matmul", ([300, 100, 3], square), ([300, 3, 100], square)) },
                { "add", Tasks.Tensor("add", ([300, 300], square), ([300, 300], square)) },
                { "add, broadcast", Tasks.Tensor("add", ([300, 300, 1], square), ([5], [1, 2, 3, 4, 5])) },
                { "multiply, broadcast", Tasks.Tensor("multiply", ([300, 1], square[..300]), ([1, 300], square[300..600])) },
                { "transpose", Tasks.Tensor("transpose", ([300, 300], square)) },
                { "transpose of several", Tasks.Tensor("transpose", ([1_000, 9, 10], square)) },
                { "softmax", Tasks.Tensor("softmax", ([300, 300], square)) },
                { "softmax, long", Tasks.Tensor("softmax", ([1, 90_000], square)) },
                { "softmax, long columns", Tasks.Tensor("softmax", ([30_000, 3], square)) with { Axis = 0 } },
                { "sum", Tasks.Tensor("sum", ([300, 300], square)) with { Axis = 0 } },
                { "mean", Tasks.Tensor("mean", ([300, 300], square)) },
                { "scale", Tasks.Tensor("scale", ([300, 300], square)) with { Factor = 3 } },
            };
            foreach (var step in new DataStep[]
            {
                new("scale", Factor: 3), new("offset", Value: 3), new("clamp", Min: 1, Max: 2), new("normalize"), new("standardize"), new("abs"),
                new("sqrt"), new("log1p"), new("sort"), new("cumsum"), new("window-mean", Size: 7), new("window-mean", Size: Many / 2),
            })
            {
                each.Add($"{step.Op} {step.Size}", Tasks.Data(x, step, new DataStep("scale", Factor: 0.5)));
            }

            foreach (var operation in new[] { "relu", "sigmoid", "tanh" })
            {
                each.Add(operation, Tasks.Tensor(operation, ([300, 300], square)));
            }

            return each;
        }
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Result_WhereverSlicesEnd_HasTheSameBits(string name, TaskWork work)
    {
        var expected = Tasks.Run(work, TimeSpan.FromMinutes(1));

        TensorAssert.SameBits(expected, Tasks.Run(work, TimeSpan.Zero));
        TensorAssert.SameBits(expected, Tasks.Run(work));
        Assert.NotEmpty(name);
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Dispose_AfterAnySlice_ReleasesEverything(string name, TaskWork work)
    {
        var plan = ComputePlan.For(work, Tasks.Wide, "");
        MemoryLedger ledger = new(plan.NativeBytes);
        var slices = 0;
        for (var (stop, ended) = (0, false); !ended; stop += Math.Max(1, slices / 8))
        {
            slices = 0;
            MemoryLedger tensors;
            using (var computation = plan.Start(work, ledger))
            {
                tensors = computation.Memory;
                computation.Budget = TimeSpan.Zero;
                Assert.Equal(plan.NativeBytes, ledger.Reserved);
                while (slices < stop && !ended)
                {
                    slices++;
                    ended = !computation.RunSlice();
                }

                Assert.True(ended || Assert.Throws<InvalidOperationException>(() => computation.Result.Length) is not null);
            }

            Assert.Equal(0, tensors.Reserved);
            Assert.Equal(0, ledger.Reserved);

            // Neither less than it takes nor more.
            Assert.True(!ended || tensors.HighWater == plan.NativeBytes);
        }

        Assert.True(slices > 3, $"{name} ended after {slices} slices.");
    }

    [Fact]
    public void RunSlice_WhenItsBudgetIsSpent_LeavesTheRestToTheNext()
    {
        var work = Tasks.Data(new float[Many]);
        var plan = ComputePlan.For(work, Tasks.Wide, "");
        using var computation = plan.Start(work, new MemoryLedger(plan.NativeBytes), new MillisecondsByReading());
        computation.Budget = TimeSpan.FromMilliseconds(3);

        // Four chunks are copied and four doubled, each in a millisecond.
        Assert.True(computation.RunSlice());
        Assert.True(computation.RunSlice());
        Assert.False(computation.RunSlice());
    }

    [Fact]
    public void Dispose_AfterAFailure_ReleasesEverything()
    {
        var work = Tasks.Data([1, -1], new("window-mean", Size: 1), new("sqrt"));
        MemoryLedger ledger = new(1_000);
        var computation = ComputePlan.For(work, Tasks.Wide, "").Start(work, ledger);
        computation.Budget = TimeSpan.FromMinutes(1);

        Assert.Throws<TaskFailedException>(() => computation.RunSlice());
        computation.Dispose();
        computation.Dispose();

        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public void RunSlice_AfterAFailure_LeavesNoResult()
    {
        var work = Tasks.Data([-1], new DataStep("sqrt"));
        MemoryLedger ledger = new(1_000);
        using var computation = ComputePlan.For(work, Tasks.Wide, "").Start(work, ledger);
        computation.Budget = TimeSpan.FromMinutes(1);

        Assert.Throws<TaskFailedException>(() => computation.RunSlice());
        Assert.Throws<InvalidOperationException>(() => computation.RunSlice());
        Assert.Throws<InvalidOperationException>(() => computation.Result.Length);
    }

    [Fact]
    public void Start_WithTooLittleMemory_IsRefusedAndReservesNothing()
    {
        var work = Tasks.Tensor("matmul", ([2, 3], new float[6]), ([3, 2], new float[6]));
        var plan = ComputePlan.For(work, Tasks.Wide, "");
        MemoryLedger ledger = new(plan.NativeBytes - 1);

        Assert.Equal(16 * sizeof(float), plan.NativeBytes);
        Assert.Throws<MemoryRefusedException>(() => plan.Start(work, ledger));
        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public void Start_OfAnotherTask_IsAnError()
    {
        var plan = ComputePlan.For(Tasks.Data([1, 2]), Tasks.Wide, "");
        MemoryLedger ledger = new(1_000);

        Assert.Throws<ArgumentException>(() => plan.Start(Tasks.Data([1]), ledger));
        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public async Task RunSlice_InThePool_ComputesTheResult()
    {
        var x = RandomRows.Uniform(seed: 9, Many);
        var work = Tasks.Data(x, new DataStep("sort"));
        var plan = ComputePlan.For(work, Tasks.Wide, "");
        using ComputePool pool = new(workers: 2);
        using var computation = plan.Start(work, new MemoryLedger(plan.NativeBytes));
        computation.Budget = TimeSpan.Zero;
        await pool.RunAsync(new ComputeFlow("task-1"), computation.RunSlice);

        Assert.Equal(x.Order(), Tasks.Floats(computation.Result));
    }

    [Fact]
    public void Plan_OfOperandsWithTheResultsShape_CopiesThemWhereTheResultWillBe()
    {
        var x = new float[100];
        Assert.Equal(400, ComputePlan.For(Tasks.Tensor("relu", ([10, 10], x)), Tasks.Wide, "").NativeBytes);
        Assert.Equal(800, ComputePlan.For(Tasks.Tensor("add", ([10, 10], x), ([10, 10], x)), Tasks.Wide, "").NativeBytes);
        Assert.Equal(440, ComputePlan.For(Tasks.Tensor("add", ([10], x[..10]), ([10, 10], x)), Tasks.Wide, "").NativeBytes);
    }

    /// <summary>A clock that goes on by a millisecond whenever it is read.</summary>
    private sealed class MillisecondsByReading : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => now++;
    }
}
