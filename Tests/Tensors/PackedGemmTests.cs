using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tests.Tensors;

public sealed class PackedGemmTests
{
    [Fact]
    public void Apply_AtEveryInnerLength_MatchesFloat64()
    {
        for (int inputs = 1; inputs <= 257; inputs++)
        {
            Check(rows: 3, inputs, outputs: 33, withBias: true);
        }
    }

    [Fact]
    public void Apply_AtEveryTileRemainder_MatchesFloat64()
    {
        for (int rows = 0; rows <= 26; rows++)
        {
            for (int outputs = 1; outputs <= 140; outputs += rows < 4 ? 1 : 13)
            {
                Check(rows, inputs: 19, outputs, withBias: rows % 2 == 0);
            }
        }
    }

    [Theory]
    [InlineData(13, 1100, 300)]
    [InlineData(200, 513, 260)]
    [InlineData(1, 2000, 130)]
    [InlineData(8, 1100, 300)]
    [InlineData(12, 2_100, 70)]
    public void Apply_AcrossBlocksOfRowsAndInner_MatchesFloat64(int rows, int inputs, int outputs) => Check(rows, inputs, outputs, withBias: true);

    [Theory]
    [InlineData(784, 10)]
    [InlineData(33, 7)]
    [InlineData(5, 130)]
    [InlineData(600, 290)]
    public void Apply_InAnyBatch_GivesEachRowTheSameBits(int inputs, int outputs)
    {
        const int Rows = 37;
        float[] x = RandomRows.Uniform(1, Rows * inputs);
        float[] bias = RandomRows.Uniform(3, outputs);
        using PackedWeights weights = Pack(RandomRows.Uniform(2, outputs * inputs), outputs, inputs);
        foreach (KernelWidth width in KernelWidths.Available)
        {
            float[] whole = Apply(weights, x, bias, Rows, width);
            foreach (int batch in new[] { 1, 2, 3, 4, 8, 12, 13, 25 })
            {
                for (int start = 0; start + batch <= Rows; start += batch)
                {
                    float[] part = Apply(weights, x.AsSpan(start * inputs, batch * inputs), bias, batch, width);
                    TensorAssert.SameBits(whole.AsSpan(start * outputs, batch * outputs), part);
                }
            }
        }
    }

    [Fact]
    public void Apply_ToSomePanels_LeavesTheOthersAlone()
    {
        float[] x = RandomRows.Uniform(1, 9 * 40);
        using PackedWeights weights = Pack(RandomRows.Uniform(2, 300 * 40), 300, 40);
        foreach (KernelWidth width in KernelWidths.Available)
        {
            float[] expected = Apply(weights, x, [], 9, width);
            float[] y = new float[9 * 300];
            float[] scratch = new float[PackedWeights.ScratchElements(9, 300, 40, TensorDType.FP32)];
            foreach ((int first, int last) in new[] { (0, 3), (3, 4), (5, 10) })
            {
                weights.Apply(x, [], y, 9, first, last, scratch, Epilogue.None, width);
            }

            for (int i = 0; i < y.Length; i++)
            {
                Assert.Equal(i % 300 / 32 == 4 ? 0 : expected[i], y[i]);
            }
        }
    }

    [Theory]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    public void Apply_BadNumberInOneRow_StaysInThatRow(float bad, float expected)
    {
        float[] x = RandomRows.Uniform(1, 3 * 20);
        x[20 + 7] = bad;
        using PackedWeights weights = Pack(RandomRows.Uniform(2, 45 * 20, low: 0.1f), 45, 20);
        foreach (KernelWidth width in KernelWidths.Available)
        {
            float[] y = Apply(weights, x, [], 3, width);

            Assert.All(y[45..90], v => Assert.Equal(expected, v));
            Assert.All(y[..45].Concat(y[90..]), v => Assert.True(float.IsFinite(v)));
        }
    }

    [Fact]
    public void Apply_BadWeight_SpoilsItsOutputOnly()
    {
        float[] w = RandomRows.Uniform(2, 45 * 20);
        w[(33 * 20) + 5] = float.NegativeInfinity;
        w[(44 * 20) + 19] = float.NaN;
        using PackedWeights weights = Pack(w, 45, 20);
        foreach (KernelWidth width in KernelWidths.Available)
        {
            float[] y = Apply(weights, RandomRows.Uniform(1, 20, low: 0.1f), [], 1, width);

            Assert.Equal(float.NegativeInfinity, y[33]);
            Assert.Equal(float.NaN, y[44]);
            Assert.Equal(43, y.Count(float.IsFinite));
        }
    }

    [Fact]
    public void Apply_WithEpilogue_IsTheFunctionOfTheOutput()
    {
        float[] x = RandomRows.Uniform(1, 14 * 530);
        float[] bias = RandomRows.Uniform(3, 300);
        using PackedWeights weights = Pack(RandomRows.Uniform(2, 300 * 530), 300, 530);
        foreach (KernelWidth width in KernelWidths.Available)
        {
            foreach (Epilogue epilogue in Enum.GetValues<Epilogue>())
            {
                foreach (int rows in new[] { 1, 14 })
                {
                    float[] expected = Apply(weights, x.AsSpan(0, rows * 530), bias, rows, width);
                    epilogue.Apply(expected);

                    TensorAssert.SameBits(expected, Apply(weights, x.AsSpan(0, rows * 530), bias, rows, width, epilogue));
                }
            }
        }
    }

    private static PackedWeights Pack(float[] weight, int outputs, int inputs) =>
        PackedWeights.Pack(weight, outputs, inputs, TensorDType.FP32, MemoryLedger.Unlimited);

    private static float[] Apply(
        PackedWeights weights, ReadOnlySpan<float> x, float[] bias, int rows, KernelWidth width, Epilogue epilogue = Epilogue.None)
    {
        // Scratch and output may hold anything before.
        float[] scratch = new float[PackedWeights.ScratchElements(rows, weights.Outputs, weights.Inputs, TensorDType.FP32)];
        float[] y = new float[rows * weights.Outputs];
        scratch.AsSpan().Fill(float.NaN);
        y.AsSpan().Fill(float.NaN);
        weights.Apply(x, bias, y, rows, 0, weights.PanelCount, scratch, epilogue, width);
        return y;
    }

    private static void Check(int rows, int inputs, int outputs, bool withBias)
    {
        float[] x = RandomRows.Uniform(inputs, rows * inputs);
        float[] w = RandomRows.Uniform(inputs + 1, outputs * inputs);
        float[] bias = withBias ? RandomRows.Uniform(inputs + 2, outputs) : [];
        double[] expected = new double[rows * outputs];
        for (int i = 0; i < expected.Length; i++)
        {
            ReadOnlySpan<float> row = x.AsSpan(i / outputs * inputs, inputs);
            ReadOnlySpan<float> weight = w.AsSpan(i % outputs * inputs, inputs);
            double sum = withBias ? bias[i % outputs] : 0;
            for (int k = 0; k < inputs; k++)
            {
                sum += (double)row[k] * weight[k];
            }

            expected[i] = sum;
        }

        using PackedWeights weights = Pack(w, outputs, inputs);
        float[] scalar = Apply(weights, x, bias, rows, KernelWidth.Scalar);

        // K + 1 roundings, each at most half a unit of a sum that stays below √K · 2 for random signs.
        TensorAssert.Close(expected, scalar, relative: 0, absolute: 6e-8 * (inputs + 1) * Math.Max(1, Math.Sqrt(inputs) / 2));
        foreach (KernelWidth width in KernelWidths.Available)
        {
            TensorAssert.SameBits(scalar, Apply(weights, x, bias, rows, width));
        }
    }
}
