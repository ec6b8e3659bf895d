using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra.Single;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>MathNet.Numerics with its managed provider. Its matrices are in columns, so it computes yᵀ = W · xᵀ.</summary>
internal sealed class MathNetContender : IContender
{
    private readonly DenseMatrix x;
    private readonly DenseMatrix weight;
    private readonly DenseMatrix result;
    private readonly float[] y;
    private readonly int threads;

    public MathNetContender(float[] x, float[] weight, Shape shape, int threads)
    {
        Control.UseManaged();
        this.threads = threads;
        y = new float[shape.Rows * shape.Outputs];
        this.x = new DenseMatrix(shape.Inputs, shape.Rows, x);
        this.weight = new DenseMatrix(shape.Inputs, shape.Outputs, weight);
        result = new DenseMatrix(shape.Outputs, shape.Rows, y);
    }

    public string Name => "mathnet";

    public ReadOnlySpan<float> Output => y;

    public void Run()
    {
        Control.MaxDegreeOfParallelism = threads;
        weight.TransposeThisAndMultiply(x, result);
    }

    public void Dispose()
    {
    }
}
