namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>OpenBLAS, with FP32 weights as they are.</summary>
internal sealed unsafe class OpenBlasContender(float[] x, float[] weight, Shape shape, int threads) : IContender
{
    private readonly float[] y = new float[shape.Rows * shape.Outputs];

    public string Name => "openblas";

    public ReadOnlySpan<float> Output => y;

    public void Run()
    {
        OpenBlas.SetThreads(threads);
        fixed (float* a = x, b = weight, c = y)
        {
            if (shape.Rows == 1)
            {
                OpenBlas.MultiplyVector(OpenBlas.RowMajor, OpenBlas.NoTranspose, shape.Outputs, shape.Inputs, 1, b, shape.Inputs, a, 1, 0, c, 1);
            }
            else
            {
                OpenBlas.Multiply(
                    OpenBlas.RowMajor, OpenBlas.NoTranspose, OpenBlas.Transpose, shape.Rows, shape.Outputs, shape.Inputs, 1, a, shape.Inputs, b, shape.Inputs, 0, c, shape.Outputs);
            }
        }
    }

    public void Dispose()
    {
    }
}
