using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;
using InfernoOrleans.Tests.Tensors;

namespace InfernoOrleans.Tests.NeuralNetworks;

public sealed class InferencePlanTests
{
    private static readonly NetworkArchitecture[] Networks =
    [
        NetworkArchitecture.Classifier(20, [17, 33], 10, new() { BatchNorm = true, Dropout = 0.5 }),
        NetworkArchitecture.FeedForward(9, [16, 8], 3, new() { Activation = HiddenActivation.Sigmoid }),
        NetworkArchitecture.FeedForward(9, [5], 3, new() { Activation = HiddenActivation.Tanh }),
        NetworkArchitecture.Perceptron(6),
        new("odd", [
            new ModuleSpec.Tanh(), new ModuleSpec.Dropout(0.1), new ModuleSpec.BatchNorm(7), new ModuleSpec.Linear(7, 4, bias: false),
            new ModuleSpec.ReLU(), new ModuleSpec.Sigmoid(), new ModuleSpec.BatchNorm(4), new ModuleSpec.Softmax(), new ModuleSpec.Dropout(0.1)]),
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Networks.Length)];

    [Theory]
    [MemberData(nameof(Indices))]
    public void Run_AnyNetwork_GivesTheModulesBitsWhateverTheBatch(int index)
    {
        const int Rows = 150;
        using Sequential modules = Trained(Networks[index]);
        using InferencePlan plan = InferencePlan.Compile(Trained(Networks[index]));
        using Tensor x = Tensor.Randn(TensorShape.Matrix(Rows, plan.InputSize), seed: 4);
        using Tensor expected = modules.Predict(x);

        foreach (int batch in new[] { 1, 2, 3, 50, 65, Rows })
        {
            float[] output = new float[Rows * plan.OutputSize];
            for (int row = 0; row < Rows; row += batch)
            {
                int count = Math.Min(batch, Rows - row);
                plan.Run(
                    x.ReadOnlySpan.Slice(row * plan.InputSize, count * plan.InputSize),
                    output.AsSpan(row * plan.OutputSize, count * plan.OutputSize),
                    count);
            }

            TensorAssert.SameBits(expected.ReadOnlySpan, output);
        }
    }

    [Theory]
    [InlineData(TensorDType.FP32)]
    [InlineData(TensorDType.FP16)]
    [InlineData(TensorDType.BF16)]
    [InlineData(TensorDType.INT8)]
    [InlineData(TensorDType.INT4)]
    public void Run_InSteadyState_AllocatesNothing(TensorDType dtype)
    {
        using InferencePlan plan = InferencePlan.Compile(Trained(Networks[0]), dtype);
        using CancellationTokenSource cancellation = new();
        float[] x = RandomRows.Uniform(1, 100 * plan.InputSize);
        float[] y = new float[100 * plan.OutputSize];
        plan.Run(x, y, 100, cancellation.Token);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            plan.Run(x, y, 100, cancellation.Token);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(TensorDType.FP32)]
    [InlineData(TensorDType.INT8)]
    public void Run_WithHelpers_GivesTheSameBitsAndAllocatesNothingPerRun(TensorDType dtype)
    {
        using ComputePool pool = new(workers: 2);
        using InferencePlan plan = InferencePlan.Compile(Trained(NetworkArchitecture.FeedForward(300, [600, 500], 7)), dtype);
        float[] x = RandomRows.Uniform(1, 70 * plan.InputSize);
        float[] expected = new float[70 * plan.OutputSize];
        float[] y = new float[70 * plan.OutputSize];
        plan.Run(x, expected, 70);
        plan.Run(x, y, 70, pool);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++)
        {
            plan.Run(x, y, 70, pool);
        }

        // A lock makes itself an event when two threads meet in it for the first time; a run has more than 200 chances to allocate.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000);
        TensorAssert.SameBits(expected, y);
    }

    [Theory]
    [InlineData(TensorDType.FP32, 1)]
    [InlineData(TensorDType.FP16, 1)]
    [InlineData(TensorDType.INT8, 1)]
    [InlineData(TensorDType.INT4, 1)]
    [InlineData(TensorDType.FP32, 70)]
    [InlineData(TensorDType.INT8, 70)]
    public void Continue_InPiecesOfAnySize_GivesTheBitsOfAWholeRun(TensorDType dtype, int rows)
    {
        NetworkArchitecture network = new("wide", [
            new ModuleSpec.Linear(40, 900), new ModuleSpec.BatchNorm(900), new ModuleSpec.Tanh(), new ModuleSpec.Linear(900, 1_000), new ModuleSpec.Softmax()]);
        using InferencePlan plan = InferencePlan.Compile(Trained(network), dtype);
        float[] x = RandomRows.Uniform(1, rows * plan.InputSize);
        float[] expected = new float[rows * plan.OutputSize];
        plan.Run(x, expected, rows);
        using ComputePool pool = new(workers: 1);

        foreach ((long most, ComputePool? helping) in new (long, ComputePool?)[] { (1, null), (1_000_000, null), (1_000_000, pool), (long.MaxValue, null) })
        {
            float[] y = new float[rows * plan.OutputSize];
            using InferenceRun run = plan.TryBegin(rows)!;
            long done = 0;
            while (!run.IsDone)
            {
                done += run.Continue(x, y, most, helping);
            }

            Assert.InRange(done, rows * network.ParameterCount / 2, rows * network.ParameterCount * 2);
            TensorAssert.SameBits(expected, y);
        }
    }

    [Fact]
    public void TryBegin_WithAllArenasTaken_IsNullUntilOneComesBack()
    {
        MemoryLedger ledger = new(100_000_000);
        InferencePlan plan = InferencePlan.Compile(Trained(Networks[3], ledger), ledger, maxConcurrency: 1);
        InferenceRun run = plan.TryBegin(1)!;
        Assert.Null(plan.TryBegin(1));
        run.Dispose();
        run.Dispose();
        Assert.Throws<ObjectDisposedException>(() => run.Continue(new float[6], new float[1], 1));

        using InferenceRun again = plan.TryBegin(1)!;
        plan.Dispose();
        Assert.NotEqual(0, ledger.Reserved);
        again.Continue(new float[6], new float[1], long.MaxValue);
        again.Dispose();
        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public void Run_FromManyThreadsOnFewArenas_GivesEveryoneTheirOwnAnswer()
    {
        using InferencePlan plan = InferencePlan.Compile(Trained(Networks[0]), maxConcurrency: 2);
        float[] x = RandomRows.Uniform(1, 64 * plan.InputSize);
        float[] expected = new float[64 * plan.OutputSize];
        plan.Run(x, expected, 64);

        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            int row = i % 64;
            float[] y = new float[plan.OutputSize];
            plan.Run(x.AsSpan(row * plan.InputSize, plan.InputSize), y, 1);
            TensorAssert.SameBits(expected.AsSpan(row * plan.OutputSize, plan.OutputSize), y);
        });
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Bytes_OfAPlan_AreWhatTheLedgerCountsAndWhatWasForetold(int index)
    {
        MemoryLedger ledger = new(100_000_000);
        InferencePlan plan = InferencePlan.Compile(Trained(Networks[index], ledger), ledger, maxConcurrency: 3);

        Assert.Equal(plan.Bytes, ledger.Reserved);
        Assert.Equal(plan.Bytes, InferencePlan.BytesFor(Networks[index], 3));
        plan.Dispose();
        plan.Dispose();
        Assert.Equal(0, ledger.Reserved);

        foreach (TensorDType dtype in Enum.GetValues<TensorDType>())
        {
            using InferencePlan narrow = InferencePlan.Compile(Trained(Networks[index], ledger), dtype, ledger, maxConcurrency: 3);
            Assert.Equal(narrow.Bytes, ledger.Reserved);
            Assert.Equal(narrow.Bytes, InferencePlan.BytesFor(Networks[index], dtype, 3));
        }
    }

    [Fact]
    public void Compile_WithATypeThatDoesNotExist_Throws()
    {
        using Sequential network = Trained(Networks[0]);

        Assert.Throws<ArgumentOutOfRangeException>(() => InferencePlan.Compile(network, (TensorDType)99));
    }

    [Fact]
    public void Compile_WithoutRoomForTheArenas_LeavesTheNetworkToTheCaller()
    {
        MemoryLedger ledger = new(Networks[0].WeightBytes + 1000);
        using Sequential network = Trained(Networks[0], ledger);

        Assert.Throws<MemoryRefusedException>(() => InferencePlan.Compile(network, ledger));
        Assert.Equal(Networks[0].WeightBytes, ledger.Reserved);
    }

    [Fact]
    public void Run_AfterDispose_Throws()
    {
        InferencePlan plan = InferencePlan.Compile(Trained(Networks[3]));
        plan.Dispose();

        Assert.Throws<ObjectDisposedException>(() => plan.Run(new float[6], new float[1], 1));
    }

    [Fact]
    public void Dispose_WhileRunsAreInProgress_LetsThemFinish()
    {
        for (int round = 0; round < 50; round++)
        {
            MemoryLedger ledger = new(100_000_000);
            InferencePlan plan = InferencePlan.Compile(Trained(Networks[0], ledger), ledger);
            float[] x = RandomRows.Uniform(1, 64 * plan.InputSize);
            Parallel.For(0, 8, i =>
            {
                if (i == 3)
                {
                    plan.Dispose();
                    return;
                }

                try
                {
                    float[] y = new float[64 * 10];
                    plan.Run(x, y, 64);
                    Assert.Equal(64, y.Sum(), 1e-3);
                }
                catch (ObjectDisposedException)
                {
                    // It came after the disposal, which is what it is told.
                }
            });

            Assert.Equal(0, ledger.Reserved);
        }
    }

    [Fact]
    public void Run_LengthsThatDoNotFit_Throws()
    {
        using InferencePlan plan = InferencePlan.Compile(Trained(Networks[3]));
        float[] shared = new float[13];

        Assert.Throws<ArgumentException>(() => plan.Run(new float[5], new float[1], 1));
        Assert.Throws<ArgumentException>(() => plan.Run(new float[6], new float[2], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Run([], [], -1));
        Assert.Throws<ArgumentException>(() => plan.Run(shared.AsSpan(0, 12), shared.AsSpan(11, 2), 2));
        plan.Run([], [], 0);
    }

    [Fact]
    public void Run_Cancelled_ThrowsAndTheArenaComesBack()
    {
        using InferencePlan plan = InferencePlan.Compile(Trained(Networks[3]), maxConcurrency: 1);

        Assert.Throws<OperationCanceledException>(() => plan.Run(new float[6], new float[1], 1, new CancellationToken(canceled: true)));
        plan.Run(new float[6], new float[1], 1);
    }

    /// <summary>A network with weights and with statistics that are not neutral; the same each time.</summary>
    private static Sequential Trained(NetworkArchitecture architecture, MemoryLedger? ledger = null)
    {
        Sequential network = NNBuilder.Build(architecture, seed: 2, ledger).Network;
        Xoshiro256 random = new(5);
        foreach (NamedTensor tensor in network.NamedBuffers().Concat(network.NamedParameters().Where(t => t.Tensor.Shape.Rank == 1)))
        {
            foreach (ref float element in tensor.Tensor.Span)
            {
                element = (float)(0.5 + random.NextUniform());
            }
        }

        return network;
    }
}
