using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tests.Tensors;

public sealed class LinearKernelTests
{
    [Fact]
    public void Apply_AtEveryInnerLength_MatchesFloat64()
    {
        for (int inputs = 1; inputs <= 257; inputs++)
        {
            Check(rows: 3, inputs, outputs: 6, withBias: true);
        }
    }

    [Fact]
    public void Apply_AtEveryTileRemainder_MatchesFloat64()
    {
        for (int rows = 0; rows <= 5; rows++)
        {
            for (int outputs = 1; outputs <= 9; outputs++)
            {
                Check(rows, inputs: 19, outputs, withBias: rows % 2 == 0);
            }
        }
    }

    [Theory]
    [InlineData(784, 10)]
    [InlineData(33, 7)]
    [InlineData(5, 4)]
    public void Apply_InAnyBatch_GivesEachRowTheSameBits(int inputs, int outputs)
    {
        const int Rows = 37;
        float[] x = RandomRows.Uniform(1, Rows * inputs);
        float[] weight = RandomRows.Uniform(2, outputs * inputs);
        float[] bias = RandomRows.Uniform(3, outputs);
        float[] whole = new float[Rows * outputs];
        LinearKernel.Apply(x, weight, bias, whole, Rows, inputs, outputs);

        for (int batch = 1; batch <= 8; batch++)
        {
            for (int start = 0; start + batch <= Rows; start += batch)
            {
                float[] part = new float[batch * outputs];
                LinearKernel.Apply(x.AsSpan(start * inputs, batch * inputs), weight, bias, part, batch, inputs, outputs);
                TensorAssert.SameBits(whole.AsSpan(start * outputs, batch * outputs), part);
            }
        }
    }

    [Fact]
    public void Apply_NaNInOneRow_StaysInThatRow()
    {
        float[] x = RandomRows.Uniform(1, 3 * 20);
        x[20 + 7] = float.NaN;
        float[] y = new float[3 * 5];

        LinearKernel.Apply(x, RandomRows.Uniform(2, 5 * 20), [], y, 3, 20, 5);

        Assert.All(y[5..10], v => Assert.Equal(float.NaN, v));
        Assert.All(y[..5].Concat(y[10..]), v => Assert.True(float.IsFinite(v)));
    }

    private static void Check(int rows, int inputs, int outputs, bool withBias)
    {
        float[] x = RandomRows.Uniform(inputs, rows * inputs);
        float[] weight = RandomRows.Uniform(inputs + 1, outputs * inputs);
        float[] bias = withBias ? RandomRows.Uniform(inputs + 2, outputs) : [];
        double[] expected = new double[rows * outputs];
        for (int i = 0; i < expected.Length; i++)
        {
            int row = i / outputs;
            int output = i % outputs;
            expected[i] = (withBias ? bias[output] : 0)
                + Enumerable.Range(0, inputs).Sum(k => (double)x[(row * inputs) + k] * weight[(output * inputs) + k]);
        }

        float[] y = new float[rows * outputs];
        LinearKernel.Apply(x, weight, bias, y, rows, inputs, outputs);

        // Numbers below 1: each of the at most K + 1 roundings is at most half a unit of a sum below K.
        TensorAssert.Close(expected, y, relative: 0, absolute: 1e-7 * (inputs + 1));
    }
}
