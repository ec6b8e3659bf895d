using System.Numerics.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>Functions of 8,192 elements, which the first-level cache holds, beside TensorPrimitives.</summary>
internal static class ElementwiseCase
{
    private const int Length = 8192;

    private delegate void Function(ReadOnlySpan<float> x, Span<float> y);

    public static IEnumerable<KernelResult> Measure(float[] x, int rounds)
    {
        yield return Measure("exp", x, rounds, Elementwise.Apply<ExpOperator>, TensorPrimitives.Exp);
        yield return Measure("sigmoid", x, rounds, Elementwise.Apply<SigmoidOperator>, TensorPrimitives.Sigmoid);
        yield return Measure("tanh", x, rounds, Elementwise.Apply<TanhOperator>, TensorPrimitives.Tanh);
        yield return Measure("softmax", x, rounds, (from, to) => RowSoftmax.Apply(from, to, from.Length), TensorPrimitives.SoftMax);
    }

    private static KernelResult Measure(string name, float[] x, int rounds, Function ours, Function theirs)
    {
        var (speed, ratios) = Race.Run([new FunctionContender("inferno", ours, x), new FunctionContender("tensorprimitives", theirs, x)], rounds);
        return new(name, $"{Length}", "FP32", Threads: 1, speed * Length / 1e9, PeakShare: 0, ratios);
    }

    private sealed class FunctionContender(string name, Function function, float[] x) : IContender
    {
        private readonly float[] y = new float[Length];

        public string Name => name;

        public ReadOnlySpan<float> Output => y;

        public void Run() => function(x.AsSpan(0, Length), y);

        public void Dispose()
        {
        }
    }
}
