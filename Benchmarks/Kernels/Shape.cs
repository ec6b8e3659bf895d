namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>A product of M rows, K inputs and N outputs.</summary>
internal readonly record struct Shape(int Rows, int Inputs, int Outputs)
{
    public double Operations => 2.0 * Rows * Inputs * Outputs;

    public override string ToString() => $"{Rows}x{Inputs}x{Outputs}";
}
