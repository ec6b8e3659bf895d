using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>Our packed weights; further threads are workers of a compute pool that help.</summary>
internal sealed class PackedContender(string name, float[] x, float[] weight, Shape shape, TensorDType dtype, int threads) : IContender
{
    private readonly PackedWeights weights = PackedWeights.Pack(weight, shape.Outputs, shape.Inputs, dtype, MemoryLedger.Unlimited);
    private readonly SharedProduct product = new() { Pool = threads == 1 ? null : new ComputePool(threads - 1) };
    private readonly float[] scratch = new float[PackedWeights.ScratchElements(shape.Rows, shape.Outputs, shape.Inputs, dtype)];
    private readonly float[] y = new float[shape.Rows * shape.Outputs];

    public string Name => name;

    public ReadOnlySpan<float> Output => y;

    public void Run()
    {
        // As a plan does: so many rows at a time.
        for (var row = 0; row < shape.Rows; row += weights.RowsAtOnce)
        {
            var count = Math.Min(weights.RowsAtOnce, shape.Rows - row);
            product.Apply(
                weights,
                x.AsSpan(row * shape.Inputs, count * shape.Inputs),
                [],
                y.AsSpan(row * shape.Outputs, count * shape.Outputs),
                count,
                scratch,
                Epilogue.None);
        }
    }

    public void Dispose()
    {
        product.Pool?.Dispose();
        weights.Dispose();
    }
}
