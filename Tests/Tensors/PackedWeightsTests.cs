using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Kernels;
using InfernoOrleans.Tensors.Quantization;

namespace InfernoOrleans.Tests.Tensors;

public sealed class PackedWeightsTests
{
    public static TheoryData<TensorDType> Narrow => [TensorDType.FP16, TensorDType.BF16, TensorDType.INT8, TensorDType.INT4];

    [Theory]
    [MemberData(nameof(Narrow))]
    public void Apply_AtEveryWidthAndInnerLength_GivesTheScalarBits(TensorDType dtype)
    {
        for (int inputs = 1; inputs <= 130; inputs++)
        {
            Check(dtype, rows: 1 + (inputs % 5), inputs, outputs: 35);
        }
    }

    [Theory]
    [MemberData(nameof(Narrow))]
    public void Apply_AtEveryWidthAndTileRemainder_GivesTheScalarBits(TensorDType dtype)
    {
        for (int rows = 0; rows <= 14; rows++)
        {
            for (int outputs = 1; outputs <= 140; outputs += 9)
            {
                Check(dtype, rows, inputs: 45, outputs);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Narrow))]
    public void Apply_AcrossBlocks_GivesTheScalarBits(TensorDType dtype)
    {
        Check(dtype, rows: 14, inputs: 1100, outputs: 300);
        Check(dtype, rows: 200, inputs: 70, outputs: 65);
    }

    [Theory]
    [InlineData(TensorDType.FP16, 3e-4)]
    [InlineData(TensorDType.BF16, 2.5e-3)]
    [InlineData(TensorDType.INT8, 0.01)]
    [InlineData(TensorDType.INT4, 0.1)]
    public void Apply_AgainstFloat64OfTheExactWeights_IsWithinTheFormatsError(TensorDType dtype, double budget)
    {
        // The rounding of a weight: 2⁻¹² and 2⁻⁹ at most for 11 and 8 bits; ggml's own figures are 7e-3 and 8e-2 for its blocks.
        const int Rows = 5, Inputs = 400, Outputs = 50;
        float[] x = RandomRows.Uniform(1, Rows * Inputs);
        float[] w = RandomRows.Uniform(2, Outputs * Inputs);
        using PackedWeights weights = PackedWeights.Pack(w, Outputs, Inputs, dtype, MemoryLedger.Unlimited);
        float[] y = Apply(weights, x, Rows, dtype, KernelWidths.Widest);

        double squares = 0, errors = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double exact = 0;
            for (int k = 0; k < Inputs; k++)
            {
                exact += (double)x[(i / Outputs * Inputs) + k] * w[(i % Outputs * Inputs) + k];
            }

            squares += exact * exact;
            errors += (exact - y[i]) * (exact - y[i]);
        }

        Assert.True(Math.Sqrt(errors / squares) < budget, $"{dtype}: relative error {Math.Sqrt(errors / squares):E2}.");
    }

    [Theory]
    [InlineData(1e-6f)]
    [InlineData(1e-3f)]
    [InlineData(100f)]
    [InlineData(2e4f)]
    public void Apply_SmallAndGreatWeights_GivesTheScalarBits(float magnitude)
    {
        float[] w = RandomRows.Uniform(2, 40 * 64, -magnitude, magnitude);
        foreach (TensorDType dtype in new[] { TensorDType.FP16, TensorDType.INT8, TensorDType.INT4 })
        {
            Check(dtype, RandomRows.Uniform(1, 5 * 64), w, 5, 64, 40);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Apply_BadWeight_SpoilsItsOutputOnly(float bad)
    {
        float[] w = RandomRows.Uniform(2, 40 * 64);
        w[(37 * 64) + 3] = bad;
        float[] x = RandomRows.Uniform(1, 2 * 64, low: 0.1f);
        foreach (TensorDType dtype in new[] { TensorDType.FP16, TensorDType.BF16, TensorDType.INT8, TensorDType.INT4 })
        {
            using PackedWeights weights = PackedWeights.Pack(w, 40, 64, dtype, MemoryLedger.Unlimited);
            foreach (KernelWidth width in KernelWidths.Available)
            {
                float[] y = Apply(weights, x, 2, dtype, width);

                Assert.False(float.IsFinite(y[37]) || float.IsFinite(y[77]));
                Assert.Equal(78, y.Count(float.IsFinite));
            }
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Apply_BadActivation_SpoilsItsRowOnly(float bad)
    {
        float[] x = RandomRows.Uniform(1, 3 * 45, low: 0.1f);
        x[45 + 44] = bad;
        float[] w = RandomRows.Uniform(2, 40 * 45);
        foreach (TensorDType dtype in new[] { TensorDType.FP16, TensorDType.BF16, TensorDType.INT8, TensorDType.INT4 })
        {
            using PackedWeights weights = PackedWeights.Pack(w, 40, 45, dtype, MemoryLedger.Unlimited);
            foreach (KernelWidth width in KernelWidths.Available)
            {
                float[] y = Apply(weights, x, 3, dtype, width);

                Assert.All(y[40..80], v => Assert.False(float.IsFinite(v)));
                Assert.All(y[..40].Concat(y[80..]), v => Assert.True(float.IsFinite(v)));
            }
        }
    }

    [Theory]
    [InlineData(TensorDType.FP16, 0.51)]
    [InlineData(TensorDType.BF16, 0.51)]
    [InlineData(TensorDType.INT8, 0.27)]
    [InlineData(TensorDType.INT4, 0.15)]
    public void Bytes_OfLargeWeights_AreTheFormatsShareOfFP32(TensorDType dtype, double share)
    {
        MemoryLedger ledger = new(10_000_000);
        using PackedWeights weights = PackedWeights.Pack(new float[1024 * 1030], 1030, 1024, dtype, ledger);

        Assert.True(weights.Bytes <= share * PackedWeights.BytesFor(1030, 1024, TensorDType.FP32));
        Assert.Equal(weights.Bytes, ledger.Reserved);
        Assert.Equal(weights.Bytes, PackedWeights.BytesFor(1030, 1024, dtype));
    }

    [Fact]
    public void Q8Quantize_HalfwayNumbers_RoundAwayFromZero()
    {
        float[] row = [127, 0.5f, -0.5f, 1.5f, -2.5f, 0, -127];
        byte[] block = new byte[Q8Block.Bytes];

        Q8Block.Quantize(row, block);

        Assert.Equal((Half)1, BitConverter.ToHalf(block));
        Assert.Equal(new sbyte[] { 127, 1, -1, 2, -3, 0, -127 }, block[2..9].Select(b => (sbyte)b));
        Assert.All(block[9..], b => Assert.Equal(0, b));
    }

    [Fact]
    public void Q4Quantize_TheGreatestMagnitude_BecomesMinusEightWithItsSign()
    {
        float[] row = new float[32];
        (row[0], row[1], row[16], row[17]) = (8, 4, -7, 0.5f);
        byte[] block = new byte[Q4Block.Bytes];
        float[] back = new float[32];

        Q4Block.Quantize(row, block);
        Q4Block.Dequantize(block, back);

        // d = −1; q = trunc(x / d + 8.5): 8 → 0, 4 → 4, −7 → 15, 0.5 → 8, 0 → 8.
        Assert.Equal((Half)(-1), BitConverter.ToHalf(block));
        Assert.Equal([0xF0, 0x84, 0x88], block[2..5]);
        Assert.Equal([8, 4, -7, 0], [back[0], back[1], back[16], back[17]]);
    }

    [Fact]
    public void Quantize_ZerosAndUnfinishedBlocks_GiveZerosBack()
    {
        byte[] eight = new byte[2 * Q8Block.Bytes], four = new byte[2 * Q4Block.Bytes];
        float[] back = new float[33];

        Q8Block.Quantize(new float[33], eight);
        Q8Block.Dequantize(eight, back);
        Assert.All(back, v => Assert.Equal(0, v));

        Q4Block.Quantize(new float[33], four);
        Q4Block.Dequantize(four, back);
        Assert.All(back, v => Assert.Equal(0, v));
    }

    private static float[] Apply(PackedWeights weights, ReadOnlySpan<float> x, int rows, TensorDType dtype, KernelWidth width)
    {
        float[] scratch = new float[PackedWeights.ScratchElements(rows, weights.Outputs, weights.Inputs, dtype)];
        float[] y = new float[rows * weights.Outputs];
        scratch.AsSpan().Fill(float.NaN);
        weights.Apply(x, [], y, rows, 0, weights.PanelCount, scratch, Epilogue.None, width);
        return y;
    }

    private static void Check(TensorDType dtype, int rows, int inputs, int outputs) =>
        Check(dtype, RandomRows.Uniform(inputs, rows * inputs), RandomRows.Uniform(inputs + 1, outputs * inputs), rows, inputs, outputs);

    private static void Check(TensorDType dtype, float[] x, float[] w, int rows, int inputs, int outputs)
    {
        using PackedWeights weights = PackedWeights.Pack(w, outputs, inputs, dtype, MemoryLedger.Unlimited);
        float[] scalar = Apply(weights, x, rows, dtype, KernelWidth.Scalar);
        Assert.All(scalar, v => Assert.True(float.IsFinite(v)));
        foreach (KernelWidth width in KernelWidths.Available)
        {
            TensorAssert.SameBits(scalar, Apply(weights, x, rows, dtype, width));
        }
    }
}
