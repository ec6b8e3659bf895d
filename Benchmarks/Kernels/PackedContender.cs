using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>Our packed weights.</summary>
internal sealed class PackedContender(float[] x, float[] weight, Shape shape, TensorDType dtype) : IContender
{
    private readonly PackedWeights weights = PackedWeights.Pack(weight, shape.Outputs, shape.Inputs, dtype, MemoryLedger.Unlimited);
    private readonly float[] scratch = new float[PackedWeights.ScratchElements(shape.Rows, shape.Outputs, shape.Inputs, dtype)];
    private readonly float[] y = new float[shape.Rows * shape.Outputs];

    public string Name => "inferno";

    public ReadOnlySpan<float> Output => y;

    public void Run() => weights.Apply(x, [], y, shape.Rows, scratch, Epilogue.None);

    public void Dispose() => weights.Dispose();
}
