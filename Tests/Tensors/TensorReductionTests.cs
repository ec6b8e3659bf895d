using CsCheck;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

public sealed class TensorReductionTests
{
    [Fact]
    public void Reductions_AtEveryLength_MatchFloat64()
    {
        for (int length = 1; length <= 257; length++)
        {
            float[] x = RandomRows.Uniform(length, length);
            using Tensor tensor = Tensor.FromSpan(TensorShape.Vector(length), x);

            // One rounding of a sum in FP64.
            Assert.Equal((float)x.Sum(v => (double)v), tensor.Sum(), 1e-6f);
            Assert.Equal((float)x.Average(v => (double)v), tensor.Mean(), 1e-7f);
            Assert.Equal((x.Max(), x.Min()), (tensor.Max(), tensor.Min()));
            Assert.Equal(Array.IndexOf(x, x.Max()), tensor.ArgMax());
        }
    }

    [Fact]
    public void Reductions_AlongAnyAxisOfAnyView_MatchFloat64() =>
        Gen.Select(Views.Shapes(minRank: 1, minExtent: 1), Gen.Int[0, 3], Gen.Int[0, 1000]).Sample((shape, axis, seed) =>
        {
            axis %= shape.Rank;
            using Tensor x = Views.Random(shape, seed);
            double[][] lanes = [.. Views.Lanes(shape, axis).Select(lane => Array.ConvertAll(lane, at => (double)x[at]))];
            using Tensor sums = x.Sum(axis);
            using Tensor means = x.Mean(axis - shape.Rank, keepAxis: true);
            using Tensor greatest = x.Max(axis);
            using Tensor smallest = x.Min(axis);

            TensorAssert.Close(Array.ConvertAll(lanes, lane => lane.Sum()), sums.ReadOnlySpan, 1e-7, 1e-7);
            TensorAssert.Close(Array.ConvertAll(lanes, lane => lane.Average()), means.ReadOnlySpan, 1e-7, 1e-7);
            TensorAssert.Close(Array.ConvertAll(lanes, lane => lane.Max()), greatest.ReadOnlySpan, 0);
            TensorAssert.Close(Array.ConvertAll(lanes, lane => lane.Min()), smallest.ReadOnlySpan, 0);
            Assert.Equal(Array.ConvertAll(lanes, lane => Array.IndexOf(lane, lane.Max())), x.ArgMax(axis));
            Assert.Equal(Array.IndexOf(x.Elements(), x.Elements().Max()), x.ArgMax());
            Assert.Equal(x.Elements().Sum(v => (double)v), x.Sum(), 1e-6);
            Assert.Equal(1, means.Shape[axis]);

            // What keeps its axis broadcasts with what it came from.
            using Tensor centred = x - means;
            using Tensor rest = centred.Mean(axis);
            Assert.All(rest.Elements(), v => Assert.Equal(0, v, 1e-6f));
        });

    [Theory]
    [InlineData(300, 7)]
    [InlineData(7, 300)]
    [InlineData(515, 513)]
    public void Reductions_LongerThanAChunk_MatchFloat64(int rows, int columns)
    {
        using Tensor x = Tensor.Uniform(TensorShape.Matrix(columns, rows), -1, 1, seed: 1).Transposed();
        foreach (int axis in new[] { 0, 1 })
        {
            double[][] lanes = [.. Views.Lanes(x.Shape, axis).Select(lane => Array.ConvertAll(lane, at => (double)x[at]))];
            using Tensor sums = x.Sum(axis);
            TensorAssert.Close(Array.ConvertAll(lanes, lane => lane.Sum()), sums.ReadOnlySpan, 1e-7, 1e-7);
            Assert.Equal(Array.ConvertAll(lanes, lane => Array.IndexOf(lane, lane.Max())), x.ArgMax(axis));
        }
    }

    [Fact]
    public void Sum_OfNumbersThatOverflowOnTheWay_IsExact()
    {
        using Tensor x = Tensor.FromSpan(TensorShape.Vector(4), [float.MaxValue, float.MaxValue, -float.MaxValue, -float.MaxValue]);
        using Tensor small = Tensor.FromSpan(TensorShape.Vector(3), [1e8f, 1, -1e8f]);

        Assert.Equal((0, 1), (x.Sum(), small.Sum()));
    }

    [Fact]
    public void Reductions_WithNaN_GiveNaNAndItsPlace()
    {
        for (int at = 0; at < 40; at++)
        {
            using Tensor x = Tensor.Randn(TensorShape.Matrix(2, 40), seed: 3);
            x[1, at] = float.NaN;
            using Tensor greatest = x.Max(1);
            using Tensor turned = x.Transpose();
            using Tensor smallest = turned.Min(0);

            Assert.Equal((float.NaN, float.NaN, float.NaN, float.NaN), (x.Sum(), x.Mean(), x.Max(), x.Min()));
            Assert.Equal((40 + at, at), (x.ArgMax(), x.ArgMax(1)[1]));
            Assert.Equal(at, turned.ArgMax(0)[1]);
            Assert.True(float.IsNaN(greatest[1]) && float.IsFinite(greatest[0]) && float.IsNaN(smallest[1]) && float.IsFinite(smallest[0]));
        }
    }

    [Fact]
    public void ArgMax_OfEqualNumbers_IsTheFirst()
    {
        using Tensor x = Tensor.FromSpan(TensorShape.Matrix(2, 3), [5, 7, 7, -0f, 0f, 0f]);
        using Tensor turned = x.Transpose();

        Assert.Equal([1, 1], x.ArgMax(1));
        Assert.Equal([1, 1], turned.ArgMax(0));
        Assert.Equal(1, x.ArgMax());
    }

    [Fact]
    public void Reductions_OfNothing_AreZeroNaNOrRefused()
    {
        using Tensor x = Tensor.Zeros(TensorShape.Matrix(3, 0));
        using Tensor sums = x.Sum(1);
        using Tensor means = x.Mean(1);
        using Tensor none = x.Max(0);

        Assert.Equal([0f, 0, 0], sums.Elements());
        Assert.Equal([float.NaN, float.NaN, float.NaN], means.Elements());
        Assert.Equal(TensorShape.Vector(0), none.Shape);
        Assert.Equal((0, float.NaN), (x.Sum(), x.Mean()));
        Assert.Throws<InvalidOperationException>(() => x.Max());
        Assert.Throws<InvalidOperationException>(() => x.Min(1));
        Assert.Throws<InvalidOperationException>(() => x.ArgMax());
        Assert.Throws<InvalidOperationException>(() => x.ArgMax(1));
    }

    [Fact]
    public void Reductions_BadArguments_Throw()
    {
        using Tensor x = Tensor.Ones(TensorShape.Matrix(3, 4));
        using Tensor row = x.Rows(0, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => x.Sum(2));
        Assert.Throws<ArgumentException>(() => x.Sum(0, x));
        Assert.Throws<ArgumentException>(() => x.Sum(0, row));
        Assert.Throws<ArgumentException>(() => x.ArgMax(0, new int[3]));
    }
}
