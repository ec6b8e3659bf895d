using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tests.Tensors;

public sealed class KernelTests
{
    private const int Longest = 257;

    // One unit in the last place is at most 2⁻²³ of a number.
    private const double Ulp = 1.0 / (1 << 23);

    private static readonly float[] Special =
        [float.NaN, 0f, -0f, float.Epsilon, -float.Epsilon, 200f, -200f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -float.MaxValue];

    [Fact]
    public void Relu_AtEveryLength_MatchesFloat64() => Check<ReluOperator>(x => Math.Max(x, 0), 20, relative: 0);

    [Fact]
    public void Exp_AtEveryLength_MatchesFloat64() => Check<ExpOperator>(Math.Exp, 87, relative: 2 * Ulp);

    [Fact]
    public void Sigmoid_AtEveryLength_MatchesFloat64() => Check<SigmoidOperator>(x => 1 / (1 + Math.Exp(-x)), 80, relative: 4 * Ulp);

    [Fact]
    public void Tanh_AtEveryLength_MatchesFloat64() => Check<TanhOperator>(Math.Tanh, 10, relative: 5 * Ulp);

    [Fact]
    public void Tanh_NearZero_KeepsItsDigits() => Check<TanhOperator>(Math.Tanh, 0.01f, relative: 2 * Ulp);

    [Fact]
    public void Silu_AtEveryLength_MatchesFloat64() => Check<SiluOperator>(x => x / (1 + Math.Exp(-x)), 80, relative: 4 * Ulp);

    // The exponent, at a magnitude below 16, carries three roundings: 1.5 · 16 units of its last place.
    [Fact]
    public void Gelu_AtEveryLength_MatchesFloat64() => Check<GeluOperator>(Gelu, 4, relative: 24 * Ulp);

    [Fact]
    public void Gelu_NearZero_KeepsItsDigits() => Check<GeluOperator>(Gelu, 0.01f, relative: 4 * Ulp);

    [Theory]
    [InlineData(0.01f)]
    [InlineData(0f)]
    [InlineData(-2f)]
    public void LeakyRelu_AtEveryLength_GivesTheScalarBits(float slope)
    {
        for (int length = 0; length <= Longest; length++)
        {
            float[] x = RandomRows.Uniform(length, length);
            Special.AsSpan(0, Math.Min(length, Special.Length)).CopyTo(x);
            float[] expected = Array.ConvertAll(x, v => LeakyRelu.Invoke(v, slope));

            LeakyRelu.Apply(x, x, slope);
            TensorAssert.SameBits(Array.ConvertAll(expected, Quiet), Array.ConvertAll(x, Quiet));
        }

        // 0 · ∞ is NaN with the sign that the processor gives it.
        static float Quiet(float v) => float.IsNaN(v) ? float.NaN : v;
    }

    [Fact]
    public void Activations_OfSpecialValues_AreTheLimits()
    {
        Assert.Equal([float.NaN, 0, 0, float.Epsilon, 0, 200, 0, float.PositiveInfinity, 0, float.MaxValue, 0], Apply<ReluOperator>(Special));
        Assert.Equal([float.NaN, 1, 1, 1, 1, float.PositiveInfinity, 0, float.PositiveInfinity, 0, float.PositiveInfinity, 0], Apply<ExpOperator>(Special));
        Assert.Equal([float.NaN, 0.5f, 0.5f, 0.5f, 0.5f, 1, 0, 1, 0, 1, 0], Apply<SigmoidOperator>(Special));
        Assert.Equal([float.NaN, 0, -0f, float.Epsilon, -float.Epsilon, 1, -1, 1, -1, 1, -1], Apply<TanhOperator>(Special));
        Assert.Equal([float.NaN, 0, -0f, 0, -0f, 200, -0f, float.PositiveInfinity, -0f, float.MaxValue, -0f], Apply<SiluOperator>(Special));
        Assert.Equal([float.NaN, 0, -0f, 0, -0f, 200, -0f, float.PositiveInfinity, -0f, float.MaxValue, -0f], Apply<GeluOperator>(Special));
    }

    [Fact]
    public void Exp_OfSubnormalResults_IsWithinTheSpacingOfSubnormals()
    {
        float[] x = RandomRows.Uniform(3, 1000, -103, -87);

        TensorAssert.Close(Array.ConvertAll(x, v => Math.Exp(v)), Apply<ExpOperator>(x), relative: 2 * Ulp, absolute: 1.5e-45);
    }

    [Fact]
    public void Softmax_AtEveryLength_MatchesFloat64()
    {
        for (int length = 1; length <= Longest; length++)
        {
            float[] x = RandomRows.Uniform(length, 3 * length, -20, 20);
            double[] expected = [.. x.Chunk(length).SelectMany(row =>
            {
                double[] e = Array.ConvertAll(row, v => Math.Exp((double)v - row.Max()));
                return e.Select(v => v / e.Sum());
            })];

            RowSoftmax.Apply(x, x, length);

            TensorAssert.Close(expected, x, relative: 8 * Ulp);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Softmax_RowWithNaNOrInfinity_IsNaNAndItsNeighbourIsNot(float bad)
    {
        for (int at = 0; at < 19; at++)
        {
            float[] x = RandomRows.Uniform(1, 38);
            x[at] = bad;

            RowSoftmax.Apply(x, x, 19);

            Assert.All(x[..19], v => Assert.Equal(float.NaN, v));
            Assert.Equal(1, x[19..].Sum(), 1e-5);
        }
    }

    [Theory]
    [InlineData(3e38f, -3e38f)]
    [InlineData(1e30f, float.NegativeInfinity)]
    [InlineData(0f, float.NegativeInfinity)]
    [InlineData(0.34f, float.NegativeInfinity)]
    [InlineData(-0.34f, float.NegativeInfinity)]
    [InlineData(200f, float.NegativeInfinity)]
    [InlineData(-200f, -310f)]
    [InlineData(-1e30f, float.NegativeInfinity)]
    public void Softmax_OfNumbersInfinitelyApart_GivesAllToTheGreatest(float greatest, float other)
    {
        for (int length = 2; length <= 70; length++)
        {
            float[] x = new float[length];
            x.AsSpan().Fill(other);
            x[length / 2] = greatest;

            RowSoftmax.Apply(x, x, length);

            Assert.Equal(1, x[length / 2]);
            Assert.Equal(length - 1, x.Count(v => v == 0));
        }
    }

    [Fact]
    public void ScaleShift_AtEveryLength_MatchesFloat64()
    {
        for (int columns = 1; columns <= Longest; columns++)
        {
            float[] x = RandomRows.Uniform(columns, 2 * columns);
            float[] scale = RandomRows.Uniform(columns + 1, columns);
            float[] shift = RandomRows.Uniform(columns + 2, columns);
            double[] expected = [.. x.Select((v, i) => ((double)v * scale[i % columns]) + shift[i % columns])];

            ScaleShift.Apply(x, scale, shift, x);

            // One rounding.
            TensorAssert.Close(expected, x, relative: Ulp / 2, absolute: 1e-45);
        }
    }

    private static double Gelu(double x) => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));

    private static float[] Apply<TOperator>(float[] x)
        where TOperator : struct, IUnaryOperator
    {
        float[] y = new float[x.Length];
        Elementwise.Apply<TOperator>(x, y);
        return y;
    }

    private static void Check<TOperator>(Func<double, double> reference, float range, double relative)
        where TOperator : struct, IUnaryOperator
    {
        for (int length = 0; length <= Longest; length++)
        {
            float[] x = RandomRows.Uniform(length, length, -range, range);
            float[] scalar = Array.ConvertAll(x, v => TOperator.Invoke(v));
            double[] expected = Array.ConvertAll(x, v => reference(v));

            float[] y = Apply<TOperator>(x);
            TensorAssert.Close(expected, y, relative, absolute: 1e-45);
            TensorAssert.SameBits(scalar, y);

            Elementwise.Apply<TOperator>(x, x);
            TensorAssert.SameBits(y, x);
        }
    }
}
