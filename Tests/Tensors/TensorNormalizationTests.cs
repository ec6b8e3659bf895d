using CsCheck;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

public sealed class TensorNormalizationTests
{
    [Fact]
    public void LayerNorm_OfAnyView_MatchesFloat64() =>
        Gen.Select(Views.Shapes(minRank: 1, minExtent: 1), Gen.Int[0, 1000]).Sample((shape, seed) =>
        {
            using Tensor x = Views.Random(shape, seed);
            using Tensor weight = Tensor.Uniform(TensorShape.Vector(shape[-1]), -2, 2, seed + 1);
            using Tensor bias = Tensor.Uniform(TensorShape.Vector(shape[-1]), -2, 2, seed + 2);
            using Tensor y = x.LayerNorm(weight, bias);
            foreach (int[][] lane in Views.Lanes(shape, shape.Rank - 1))
            {
                double mean = lane.Average(at => x[at]);
                double variance = lane.Average(at => (x[at] - mean) * (x[at] - mean));
                Assert.All(lane, at => Assert.Equal(((x[at] - mean) / Math.Sqrt(variance + 1e-5) * weight[at[^1]]) + bias[at[^1]], y[at], 1e-4));
            }
        });

    [Fact]
    public void LayerNorm_AtEveryLength_HasMeanZeroAndVarianceOne()
    {
        for (int length = 8; length <= 600; length += length < 70 ? 1 : 53)
        {
            // Far from zero, where the mean takes most of the digits.
            using Tensor x = Tensor.Uniform(TensorShape.Matrix(2, length), 999, 1001, seed: length);
            using Tensor y = x.LayerNorm(epsilon: 1e-12);
            for (int row = 0; row < 2; row++)
            {
                Assert.Equal(0, Enumerable.Range(0, length).Average(i => (double)y[row, i]), 1e-6);
                Assert.Equal(1, Enumerable.Range(0, length).Average(i => (double)y[row, i] * y[row, i]), 1e-5);
            }
        }
    }

    [Fact]
    public void LayerNorm_RowWithNaNOrInfinity_IsNaNAndItsNeighbourIsNot()
    {
        using Tensor x = Tensor.Randn(TensorShape.Matrix(3, 20), seed: 1);
        x[0, 4] = float.NaN;
        x[2, 19] = float.PositiveInfinity;
        x.LayerNorm(null, null, x);

        Assert.All(Views.Indices(x.Shape), at => Assert.Equal(at[0] != 1, float.IsNaN(x[at])));
    }

    [Fact]
    public void BatchNorm_OfAnyView_MatchesFloat64() =>
        Gen.Select(Views.Shapes(minRank: 1), Gen.Int[0, 1000]).Sample((shape, seed) =>
        {
            int axis = shape.Rank == 1 ? 0 : 1;
            TensorShape channels = TensorShape.Vector(shape[axis]);
            using Tensor x = Views.Random(shape, seed);
            using Tensor mean = Tensor.Uniform(channels, -1, 1, seed + 1);
            using Tensor variance = Tensor.Uniform(channels, 0.1f, 2, seed + 2);
            using Tensor weight = Tensor.Uniform(channels, -2, 2, seed + 3);
            using Tensor bias = Tensor.Uniform(channels, -2, 2, seed + 4);
            using Tensor y = x.BatchNorm(mean, variance, weight, bias);
            using Tensor plain = x.BatchNorm(mean, variance);
            foreach (int[] at in Views.Indices(shape))
            {
                int c = at[axis];
                double normal = (x[at] - mean[c]) / Math.Sqrt(variance[c] + 1e-5);
                Assert.Equal((normal * weight[c]) + bias[c], y[at], 2e-5);
                Assert.Equal(normal, plain[at], 2e-5);
            }
        });

    [Fact]
    public void BatchNorm_OfMoreChannelsThanAChunk_IsTheModulesInEvaluation()
    {
        const int Channels = 600;
        using BatchNorm module = new(Channels);
        Tensor.Randn(TensorShape.Vector(Channels), 1).MovedTo(module.Weight);
        Tensor.Randn(TensorShape.Vector(Channels), 2).MovedTo(module.Bias);
        Tensor.Randn(TensorShape.Vector(Channels), 3).MovedTo(module.RunningMean);
        Tensor.Uniform(TensorShape.Vector(Channels), 0.5f, 2, 4).MovedTo(module.RunningVariance);
        using Tensor x = Tensor.Randn(TensorShape.Matrix(3, Channels), 5);
        using Tensor expected = module.Forward(x);
        x.BatchNorm(module.RunningMean, module.RunningVariance, module.Weight, module.Bias, x);

        TensorAssert.Close(Array.ConvertAll(expected.Elements(), v => (double)v), x.ReadOnlySpan, 1e-5, 1e-5);
    }

    [Fact]
    public void Normalization_BadArguments_Throw()
    {
        using Tensor x = Tensor.Ones(TensorShape.Matrix(3, 4));
        using Tensor three = Tensor.Ones(TensorShape.Vector(3));
        using Tensor four = Tensor.Ones(TensorShape.Vector(4));
        using Tensor scalar = Tensor.Ones(TensorShape.Of());

        Assert.Throws<ArgumentException>(() => x.LayerNorm(three));
        Assert.Throws<ArgumentException>(() => four.LayerNorm(four, null, four));
        Assert.Throws<ArgumentException>(() => x.BatchNorm(three, four));
        Assert.Throws<ArgumentException>(() => scalar.BatchNorm(three, three));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.LayerNorm(epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.BatchNorm(four, four, epsilon: double.NaN));
    }

    [Fact]
    public void Dropout_WithASeed_DropsTheSameShareOfAnyView()
    {
        using Tensor x = Tensor.Ones(TensorShape.Matrix(100, 300));
        using Tensor turned = Tensor.Ones(TensorShape.Matrix(300, 100)).Transposed();
        using Tensor y = x.Dropout(0.3, seed: 7);
        using Tensor z = turned.Dropout(0.3, seed: 7);
        using Tensor other = x.Dropout(0.3, seed: 8);
        x.Dropout(0.3, new Xoshiro256(7), x);

        // Five standard errors of a binomial share.
        Assert.InRange(y.ReadOnlySpan.Count(0f) / 30_000.0, 0.3 - 0.0133, 0.3 + 0.0133);
        Assert.Equal(30_000 - y.ReadOnlySpan.Count(0f), y.ReadOnlySpan.Count((float)(1 / 0.7)));
        TensorAssert.SameBits(y.ReadOnlySpan, z.Elements());
        TensorAssert.SameBits(y.ReadOnlySpan, x.ReadOnlySpan);
        Assert.False(y.ReadOnlySpan.SequenceEqual(other.ReadOnlySpan));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Dropout(1, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Dropout(double.NaN, seed: 1));
    }
}
