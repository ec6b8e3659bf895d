using System.Diagnostics;
using System.Numerics.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>Functions of 8,192 elements, which the first-level cache holds, beside TensorPrimitives.</summary>
internal static class ElementwiseCase
{
    private const int Length = 8192;

    private delegate void Function(ReadOnlySpan<float> x, Span<float> y);

    /// <summary>Billions of elements a second stand where products have operations; their share of the FMA peak says nothing and is 0.</summary>
    public static IEnumerable<KernelResult> Measure(float[] x, int rounds)
    {
        yield return Measure("exp", x, rounds, Elementwise.Apply<ExpOperator>, TensorPrimitives.Exp);
        yield return Measure("sigmoid", x, rounds, Elementwise.Apply<SigmoidOperator>, TensorPrimitives.Sigmoid);
        yield return Measure("tanh", x, rounds, Elementwise.Apply<TanhOperator>, TensorPrimitives.Tanh);
        yield return Measure("softmax", x, rounds, (from, to) => RowSoftmax.Apply(from, to, from.Length), TensorPrimitives.SoftMax);
    }

    private static KernelResult Measure(string name, float[] numbers, int rounds, Function ours, Function theirs)
    {
        var x = numbers.AsSpan(0, Length).ToArray();
        var y = new float[Length];
        for (var warm = 0; warm < 8; warm++)
        {
            Speed(ours, x, y);
            Speed(theirs, x, y);
        }

        List<double> speeds = [], ratios = [];
        for (var round = 0; round < rounds; round++)
        {
            speeds.Add(Speed(ours, x, y));
            ratios.Add(speeds[^1] / Speed(theirs, x, y));
        }

        return new(name, $"{Length}", "FP32", Threads: 1, Median(speeds), PeakShare: 0, new Dictionary<string, double> { ["tensorprimitives"] = Median(ratios) });
    }

    private static double Speed(Function function, float[] x, float[] y)
    {
        var start = Stopwatch.GetTimestamp();
        var runs = 0L;
        do
        {
            function(x, y);
            runs++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 33);

        return runs * Length / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
