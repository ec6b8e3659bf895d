using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tests.Tensors;

/// <summary>How many units in the last place functions are off float64, over numbers of every magnitude.</summary>
public sealed class UlpTests
{
    // A prime, so that the bit patterns that are tested have all kinds of last digits: half a million of them.
    private const uint Step = 8_191;

    [Fact]
    public void Exp_OfNumbersOfEveryMagnitude_IsWithinThreeUlp() => Check<ExpOperator>(Math.Exp, 3);

    [Fact]
    public void Sigmoid_OfNumbersOfEveryMagnitude_IsWithinFourUlp() => Check<SigmoidOperator>(x => 1 / (1 + Math.Exp(-x)), 4);

    [Fact]
    public void Tanh_OfNumbersOfEveryMagnitude_IsWithinFiveUlp() => Check<TanhOperator>(Math.Tanh, 5);

    [Fact]
    public void Tanh_WhereItBends_IsWithinFiveUlpAndNeverBeyondOne()
    {
        float[] x = [.. Enumerable.Range(0, 200_000).Select(i => i * (10f / 200_000))];
        float[] y = new float[x.Length];
        Elementwise.Apply<TanhOperator>(x, y);

        Assert.All(y, v => Assert.InRange(v, 0, 1));
        Assert.InRange(Worst(Array.ConvertAll(x, v => Math.Tanh(v)), y), 0, 5);
    }

    [Theory]
    [InlineData(10, 5f)]
    [InlineData(1000, 5f)]
    [InlineData(8192, 5f)]
    [InlineData(1000, 1f)]
    [InlineData(1000, 40f)]
    [InlineData(1000, 80f, 100f)]
    [InlineData(1000, 80f, -100f)]
    [InlineData(1000, 20f, 250f)]
    [InlineData(1000, 20f, -250f)]
    [InlineData(1000, 60f, 300f)]
    [InlineData(1000, 60f, -300f)]
    [InlineData(1000, 60f, 5_000f)]
    [InlineData(1000, 60f, -1e6f)]
    public void Softmax_OfRowsOfAnyLength_IsWithinEightUlp(int columns, float range, float centre = 0)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            float[] x = RandomRows.Uniform(seed, columns, centre - range, centre + range);
            double[] e = Array.ConvertAll(x, v => Math.Exp((double)v - x.Max()));
            double sum = e.Sum();

            RowSoftmax.Apply(x, x, columns);

            Assert.InRange(Worst(Array.ConvertAll(e, v => v / sum), x), 0, 8);
        }
    }

    private static void Check<TOperator>(Func<double, double> reference, double most)
        where TOperator : struct, IUnaryOperator
    {
        float[] x = [.. Bits().Select(BitConverter.UInt32BitsToSingle)];
        float[] y = new float[x.Length];
        Elementwise.Apply<TOperator>(x, y);

        Assert.InRange(Worst(Array.ConvertAll(x, v => reference(v)), y), 0, most);
        TensorAssert.SameBits(Array.ConvertAll(x, v => TOperator.Invoke(v)), y);
    }

    private static IEnumerable<uint> Bits()
    {
        for (ulong bits = 0; bits <= uint.MaxValue; bits += Step)
        {
            yield return (uint)bits;
        }
    }

    /// <summary>The greatest distance; where one is NaN or infinite, the other must be, too.</summary>
    private static double Worst(double[] expected, float[] actual)
    {
        double worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            float nearest = (float)expected[i];
            if (!float.IsFinite(nearest) || !float.IsFinite(actual[i]))
            {
                // Beside the greatest float either side of infinity will do.
                bool meet = nearest.Equals(actual[i]) || float.BitIncrement(actual[i]).Equals(nearest) || float.BitIncrement(nearest).Equals(actual[i]);
                worst = meet ? worst : double.PositiveInfinity;
                continue;
            }

            double unit = Math.Max(Math.ScaleB(1, -149), Math.ScaleB(1, (nearest == 0 ? -149 : Math.ILogB(nearest)) - 23));
            worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]) / unit);
        }

        return worst;
    }
}
