using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tests.Tensors;

public sealed class SharedProductTests
{
    public static TheoryData<TensorDType> Types => [.. Enum.GetValues<TensorDType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Apply_WithHelpers_GivesTheBitsOfOneThread(TensorDType dtype)
    {
        using ComputePool pool = new(workers: 3);
        SharedProduct product = new() { Pool = pool };
        foreach ((int rows, int inputs, int outputs) in new[] { (1, 2000, 500), (8, 600, 700), (64, 300, 330), (192, 530, 290), (200, 100, 90) })
        {
            float[] x = RandomRows.Uniform(1, rows * inputs);
            float[] bias = RandomRows.Uniform(3, outputs);
            using PackedWeights weights = PackedWeights.Pack(RandomRows.Uniform(2, outputs * inputs), outputs, inputs, dtype, MemoryLedger.Unlimited);
            float[] scratch = new float[PackedWeights.ScratchElements(rows, outputs, inputs, dtype)];
            float[] expected = new float[rows * outputs];
            weights.Apply(x, bias, expected, rows, scratch, Epilogue.Relu);

            for (int round = 0; round < 30; round++)
            {
                float[] y = new float[rows * outputs];
                product.Apply(weights, x, bias, y, rows, scratch, Epilogue.Relu);
                TensorAssert.SameBits(expected, y);
            }
        }
    }
}
