using System.Numerics.Tensors;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>What one writes without a library of kernels: a dot product for each output.</summary>
internal sealed class DotContender(float[] x, float[] weight, Shape shape) : IContender
{
    private readonly float[] y = new float[shape.Rows * shape.Outputs];

    public string Name => "tensorprimitives";

    public ReadOnlySpan<float> Output => y;

    public void Run()
    {
        for (var i = 0; i < y.Length; i++)
        {
            var row = x.AsSpan(i / shape.Outputs * shape.Inputs, shape.Inputs);
            y[i] = TensorPrimitives.Dot(row, weight.AsSpan(i % shape.Outputs * shape.Inputs, shape.Inputs));
        }
    }

    public void Dispose()
    {
    }
}
