using CsCheck;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

public sealed class TensorSoftmaxTests
{
    [Fact]
    public void Softmax_AlongAnyAxisOfAnyView_SumsToOneAndMatchesFloat64() =>
        Gen.Select(Views.Shapes(minRank: 1), Gen.Int[0, 3], Gen.Int[0, 1000]).Sample((shape, axis, seed) =>
        {
            axis %= shape.Rank;
            using Tensor x = Views.Random(shape, seed);
            using Tensor y = x.Softmax(axis);
            using Tensor logarithm = x.LogSoftmax(axis - shape.Rank);
            foreach (int[][] lane in Views.Lanes(shape, axis).Where(lane => lane.Length > 0))
            {
                double sum = lane.Sum(at => Math.Exp(x[at]));
                Assert.Equal(1, lane.Sum(at => y[at]), 1e-6f);
                Assert.All(lane, at => Assert.Equal(Math.Exp(x[at]) / sum, y[at], 1e-6));
                Assert.All(lane, at => Assert.Equal(x[at] - Math.Log(sum), logarithm[at], 2e-6));
            }
        });

    [Fact]
    public void Softmax_AtEveryLengthAndStride_MatchesFloat64()
    {
        // Few lanes are computed one by one, many side by side.
        foreach ((int length, int lanes) in Enumerable.Range(1, 40).Append(257).Append(513).SelectMany(l => new[] { (l, 2), (l, 11) }))
        {
            using Tensor x = Tensor.Uniform(TensorShape.Matrix(length, lanes), -20, 20, seed: length);
            using Tensor turned = x.Transpose();
            using Tensor y = turned.Softmax();
            using Tensor logarithm = turned.LogSoftmax();
            using Tensor same = x.Softmax(0);
            for (int row = 0; row < lanes; row++)
            {
                double max = Enumerable.Range(0, length).Max(i => x[i, row]);
                double sum = Enumerable.Range(0, length).Sum(i => Math.Exp(x[i, row] - max));
                for (int i = 0; i < length; i++)
                {
                    double expected = Math.Exp(x[i, row] - max) / sum;
                    Assert.InRange(y[row, i], expected * (1 - 5e-6), expected * (1 + 5e-6));
                    Assert.InRange(same[i, row], expected * (1 - 5e-6), expected * (1 + 5e-6));
                    Assert.Equal(x[i, row] - max - Math.Log(sum), logarithm[row, i], 5e-6);
                }
            }
        }
    }

    [Fact]
    public void LogSoftmax_OfFarNumbers_KeepsWhatASoftmaxLoses()
    {
        using Tensor x = Tensor.FromSpan(TensorShape.Vector(2), [0, -1000]);
        using Tensor y = x.LogSoftmax();

        Assert.Equal([0f, -1000f], y.Elements());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Softmax_LaneWithNaNOrInfinity_IsNaNAndItsNeighbourIsNot(float bad)
    {
        using Tensor x = Tensor.Randn(TensorShape.Matrix(5, 2), seed: 1);
        x[3, 1] = bad;
        using Tensor y = x.Softmax(0);
        using Tensor logarithm = x.LogSoftmax(0);

        Assert.All(Enumerable.Range(0, 5), i => Assert.True(float.IsNaN(y[i, 1]) && float.IsFinite(y[i, 0])));
        Assert.All(Enumerable.Range(0, 5), i => Assert.True(float.IsNaN(logarithm[i, 1]) && float.IsFinite(logarithm[i, 0])));
    }

    [Fact]
    public void Softmax_WithMinusInfinity_IsZeroThereAndNaNWhereAllAre()
    {
        float low = float.NegativeInfinity;
        using Tensor x = Tensor.FromSpan(TensorShape.Matrix(2, 2), [low, 3, low, low]);
        using Tensor y = x.Softmax();
        using Tensor logarithm = x.LogSoftmax();

        Assert.Equal([0f, 1, float.NaN, float.NaN], y.Elements());
        Assert.Equal([low, 0f, float.NaN, float.NaN], logarithm.Elements());
    }

    [Fact]
    public void Softmax_InPlace_GivesTheSameBits()
    {
        foreach (int axis in new[] { 0, 1 })
        {
            using Tensor x = Tensor.Randn(TensorShape.Matrix(300, 300), seed: 1);
            using Tensor y = x.Softmax(axis);
            using Tensor z = x.LogSoftmax(axis);
            using Tensor copy = x.ToContiguous();
            x.Softmax(x, axis);
            copy.LogSoftmax(copy, axis);
            TensorAssert.SameBits(y.ReadOnlySpan, x.ReadOnlySpan);
            TensorAssert.SameBits(z.ReadOnlySpan, copy.ReadOnlySpan);
        }
    }

    [Fact]
    public void Softmax_OfAScalar_IsOne()
    {
        using Tensor x = Tensor.Full(TensorShape.Of(), 5);
        using Tensor y = x.Softmax();
        using Tensor z = x.LogSoftmax();

        Assert.Equal((1, 0), (y[[]], z[[]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Softmax(1));
    }
}
