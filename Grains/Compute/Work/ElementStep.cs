using System.Numerics.Tensors;
using InfernoOrleans.Tensors;
using Tensor = InfernoOrleans.Tensors.Tensor;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>A function of each number by itself.</summary>
internal sealed class ElementStep : PipelineStep
{
    private readonly ChunkFunction function;
    private readonly double cost;

    private ElementStep(string label, ChunkFunction function, double cost = 1)
        : base(label)
    {
        this.function = function;
        this.cost = cost;
    }

    /// <summary>Changes a piece of the numbers.</summary>
    /// <param name="numbers">The piece.</param>
    /// <param name="start">The index of its first number.</param>
    private delegate void ChunkFunction(Span<float> numbers, int start);

    public override double Cost => cost;

    /// <summary>x · 2, for a task that names no operations.</summary>
    public static ElementStep Doubled() => Scale("data doubled", 2);

    /// <summary>x · factor.</summary>
    public static ElementStep Scale(string label, float factor) =>
        new(label, (numbers, _) => TensorPrimitives.Multiply(numbers, factor, numbers));

    /// <summary>x + value.</summary>
    public static ElementStep Offset(string label, float value) =>
        new(label, (numbers, _) => TensorPrimitives.Add(numbers, value, numbers));

    /// <summary>The nearest number between two bounds.</summary>
    public static ElementStep Clamp(string label, float min, float max) =>
        new(label, (numbers, _) => TensorPrimitives.Clamp(numbers, min, max, numbers));

    /// <summary>|x|.</summary>
    public static ElementStep Abs(string label) => new(label, (numbers, _) => TensorPrimitives.Abs<float>(numbers, numbers));

    /// <summary>√x; of negative numbers there is none.</summary>
    public static ElementStep Sqrt(string label) =>
        new(label, (numbers, start) =>
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                if (numbers[i] < 0)
                {
                    throw Finite.At(start + i, label, $"{numbers[i]} has no square root");
                }
            }

            TensorPrimitives.Sqrt<float>(numbers, numbers);
        });

    /// <summary>ln(1 + x), exact where x is small, too; of −1 and less there is none.</summary>
    public static ElementStep Log1p(string label) =>
        new(
            label,
            (numbers, start) =>
            {
                for (var i = 0; i < numbers.Length; i++)
                {
                    double x = numbers[i];
                    if (x <= -1)
                    {
                        throw Finite.At(start + i, label, $"1 + {numbers[i]} has no logarithm");
                    }

                    // What rounding 1 + x has lost is made good by the quotient, which is nearly 1.
                    var sum = 1 + x;
                    numbers[i] = sum == 1 ? (float)x : (float)(Math.Log(sum) * (x / (sum - 1)));
                }
            },
            cost: 20);

    public override IEnumerable<Pause> Run(Tensor numbers, int count, MemoryLedger memory)
    {
        foreach (var (start, length) in Chunks.Of(count))
        {
            var chunk = numbers.Span.Slice(start, length);
            function(chunk, start);
            Finite.Require(chunk, start, Label);
            yield return default;
        }
    }
}
