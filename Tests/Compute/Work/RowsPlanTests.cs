using CsCheck;
using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Compute.Work;

/// <summary>Steps over many rows: each row is as if it had been a task of its own.</summary>
public sealed class RowsPlanTests
{
    private static readonly DataStep[] Steps =
    [
        new("normalize"), new("standardize"), new("sort"), new("cumsum"), new("abs"), new("scale", Factor: -1.5), new("offset", Value: 0.25),
        new("clamp", Min: -1, Max: 2), new("window-mean", Size: 3),
    ];

    [Fact]
    public void Run_OverRows_IsToTheBitWhatATaskMakesOfEach() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[20, 200], Gen.Int[0, Steps.Length - 1].Select(i => Steps[i]).Array[1, 6], Gen.Int[0, 1_000]).Sample((rows, size, operations, seed) =>
        {
            var random = new Random(seed);
            var numbers = Enumerable.Range(0, rows * size).Select(_ => (random.NextSingle() * 8) - 4).ToArray();
            var expected = numbers.Chunk(size).SelectMany(row => Tasks.Run(Tasks.Data(row, operations)));

            Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), Run(rows, size, numbers, operations).Select(BitConverter.SingleToInt32Bits));
        });

    [Fact]
    public void Run_OfRowsWithoutAResult_FailsByTheStep()
    {
        var failed = Assert.Throws<TaskFailedException>(() => Run(2, 2, [1, 4, 9, -1], [new DataStep("sqrt")]));
        Assert.Equal("result[1] of operations[0] (sqrt) is not finite: -1 has no square root.", failed.Message);
    }

    private static float[] Run(int rows, int size, float[] numbers, DataStep[] operations)
    {
        var steps = new List<PipelineStep>();
        foreach (var operation in operations)
        {
            steps.Add(StepReader.Read(operation, $"operations[{steps.Count}]", string.Empty, RowsPlan.CountAfter(steps, size)));
        }

        var plan = new RowsPlan(rows, size, steps);
        MemoryLedger ledger = new(plan.NativeBytes);
        using (var computation = plan.Start(new TaskWork(null, Tasks.Bytes(numbers)), ledger))
        {
            while (computation.RunSlice())
            {
            }

            return Tasks.Floats(computation.Result);
        }
    }
}
