using CsCheck;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

public sealed class TensorProductTests
{
    /// <summary>Around the kernel's tiles, panels and blocks.</summary>
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 1, 784, 128 }, { 3, 300, 65 }, { 4, 256, 32 }, { 5, 257, 33 }, { 7, 31, 1 }, { 13, 100, 129 }, { 193, 12, 140 }, { 200, 513, 70 },
        { 0, 4, 3 }, { 4, 3, 0 }, { 5, 0, 4 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void MatMul_OfAnyShapeAndStrides_GivesTheBitsOfTheDefinition(int rows, int inner, int columns)
    {
        using Tensor a = Tensor.Uniform(TensorShape.Matrix(rows, inner), -1, 1, seed: 1);
        using Tensor b = Tensor.Uniform(TensorShape.Matrix(inner, columns), -1, 1, seed: 2);
        float[] expected = Chain(a, b);

        using Tensor c = a.MatMul(b);
        TensorAssert.SameBits(expected, c.ReadOnlySpan);

        // The same matrices stored by columns, and a result stored by columns inside a greater tensor.
        using Tensor turnedA = a.Transpose().Compacted().Transposed();
        using Tensor turnedB = b.Transpose().Compacted().Transposed();
        using Tensor d = turnedA.MatMul(turnedB);
        TensorAssert.SameBits(expected, d.ReadOnlySpan);

        using Tensor wide = Tensor.Full(TensorShape.Matrix(columns + 1, rows + 3), 5);
        using Tensor middle = wide.Slice(1, 2, rows);
        using Tensor part = middle.Slice(0, 1, columns);
        using Tensor destination = part.Transpose();
        turnedA.MatMul(b, destination);
        TensorAssert.SameBits(expected, destination.Elements());
        Assert.Equal(wide.Shape.ElementCount - destination.Shape.ElementCount, wide.ReadOnlySpan.Count(5f));
    }

    [Fact]
    public void MatMul_AgainstFloat64_IsWithinTheErrorOfItsSums()
    {
        using Tensor a = Tensor.Uniform(TensorShape.Matrix(20, 700), -1, 1, seed: 1);
        using Tensor b = Tensor.Uniform(TensorShape.Matrix(700, 90), -1, 1, seed: 2);
        using Tensor c = a.MatMul(b);

        // K sums of at most K, each rounded to 24 bits, and far less in practice.
        TensorAssert.Close(Exact(a, b), c.ReadOnlySpan, relative: 0, absolute: 1e-7 * 700);
    }

    [Fact]
    public void MatMul_OfBatches_IsTheProductOfEachMatrix() =>
        Gen.Select(Views.Shapes(0, 2, minExtent: 1), Gen.Bool.Array[4], Gen.Int[0, 2], Gen.Int[1, 40].Array[3], Gen.Int[0, 1000]).Sample((batch, ones, missing, sizes, seed) =>
        {
            int[] axes = Views.Extents(batch);
            int[] left = [.. axes.Select((e, i) => ones[i] ? 1 : e), sizes[0], sizes[1]];
            int[] right = [.. axes.Select((e, i) => ones[i + 2] ? 1 : e).Skip(missing), sizes[1], sizes[2]];
            using Tensor a = Views.Random(TensorShape.Of(left), seed);
            using Tensor b = Views.Random(TensorShape.Of(right), seed + 2);
            using Tensor c = a.MatMul(b);
            using Tensor turned = b.Transpose();
            using Tensor again = a.MatMulTransposed(turned);

            TensorAssert.SameBits(c.ReadOnlySpan, again.ReadOnlySpan);
            foreach (int[] at in Views.Indices(c.Shape))
            {
                float expected = 0;
                for (int k = 0; k < sizes[1]; k++)
                {
                    expected = float.FusedMultiplyAdd(a[At(left, [.. at[..^1], k])], b[At(right, [.. at[..^2], k, at[^1]])], expected);
                }

                Assert.Equal(expected, c[at]);
            }
        }, iter: 60);

    [Fact]
    public void MatMul_OfABatchWhoseRowsAreAnAxisOfOne_IsTheProductOfEach()
    {
        // Contiguous, but the axis of one keeps the stride of its place before.
        using Tensor rows = Tensor.Uniform(TensorShape.Of(1, 6, 5), -1, 1, seed: 1);
        using Tensor batch = rows.Permute(1, 0, 2);
        using Tensor matrix = rows.Reshape(TensorShape.Matrix(6, 5));
        using Tensor other = Tensor.Uniform(TensorShape.Matrix(5, 1), -1, 1, seed: 2);
        using Tensor turned = Tensor.Zeros(TensorShape.Of(1, 6, 1));
        using Tensor destination = turned.Permute(1, 2, 0);
        using Tensor expected = matrix.MatMul(other);
        batch.MatMul(other, destination);

        Assert.True(batch.IsContiguous);
        TensorAssert.SameBits(expected.ReadOnlySpan, destination.Elements());
    }

    [Theory]
    [InlineData(TensorDType.FP16)]
    [InlineData(TensorDType.BF16)]
    [InlineData(TensorDType.INT8)]
    [InlineData(TensorDType.INT4)]
    public void MatMul_WithWeightsOfAnotherType_IsThatWithTheDequantizedOnes(TensorDType dtype)
    {
        foreach (int rows in new[] { 1, 3, 6, 200 })
        {
            foreach ((int inner, int columns) in new[] { (1, 1), (31, 33), (300, 130), (513, 64) })
            {
                using Tensor x = Tensor.Uniform(TensorShape.Matrix(rows, inner), -1, 1, seed: 1);
                using Tensor w = Tensor.Uniform(TensorShape.Matrix(inner, columns), -1, 1, seed: 2);
                using Tensor stored = w.Quantize(dtype);
                using Tensor wide = stored.Dequantize();
                using Tensor expected = x.MatMul(wide);
                using Tensor actual = x.MatMul(stored);
                TensorAssert.SameBits(expected.ReadOnlySpan, actual.ReadOnlySpan);

                using Tensor layer = Tensor.Uniform(TensorShape.Matrix(columns, inner), -1, 1, seed: 3);
                using Tensor storedLayer = layer.Quantize(dtype);
                using Tensor wideLayer = storedLayer.Dequantize();
                using Tensor expectedLayer = x.MatMulTransposed(wideLayer);
                using Tensor actualLayer = x.MatMulTransposed(storedLayer);
                TensorAssert.SameBits(expectedLayer.ReadOnlySpan, actualLayer.ReadOnlySpan);
            }
        }
    }

    [Fact]
    public void MatMul_WithABatchOfQuantizedMatrices_TakesEachItsOwn()
    {
        using Tensor x = Tensor.Uniform(TensorShape.Of(2, 3, 5, 40), -1, 1, seed: 1);
        using Tensor w = Tensor.Uniform(TensorShape.Of(2, 1, 40, 33), -1, 1, seed: 2);
        using Tensor stored = w.Quantize(TensorDType.INT8);
        using Tensor wide = stored.Dequantize();
        using Tensor expected = x.MatMul(wide);
        using Tensor actual = x.MatMul(stored);

        TensorAssert.SameBits(expected.ReadOnlySpan, actual.ReadOnlySpan);
    }

    [Fact]
    public void MatMul_WithNaNOrInfinity_SpoilsItsRowOrColumnOnly()
    {
        foreach (int rows in new[] { 2, 9 })
        {
            using Tensor a = Tensor.Uniform(TensorShape.Matrix(rows, 50), 0.1f, 1, seed: 1);
            using Tensor b = Tensor.Uniform(TensorShape.Matrix(50, 40), 0.1f, 1, seed: 2);
            a[1, 3] = float.NaN;
            b[7, 39] = float.PositiveInfinity;
            using Tensor c = a.MatMul(b);

            Assert.All(Views.Indices(c.Shape), at =>
                Assert.Equal(at[0] == 1 ? "NaN" : at[1] == 39 ? "∞" : "number", float.IsNaN(c[at]) ? "NaN" : float.IsInfinity(c[at]) ? "∞" : "number"));
        }
    }

    [Fact]
    public void MatMul_BadShapes_Throw()
    {
        using Tensor a = Tensor.Ones(TensorShape.Matrix(2, 3));
        using Tensor vector = Tensor.Ones(TensorShape.Vector(3));
        using Tensor two = Tensor.Ones(TensorShape.Of(2, 3, 4));
        using Tensor three = Tensor.Ones(TensorShape.Of(3, 2, 3));
        using Tensor square = Tensor.Ones(TensorShape.Matrix(3, 3));
        using Tensor stored = a.Quantize(TensorDType.INT8);

        Assert.Throws<ArgumentException>(() => a.MatMul(a));
        Assert.Throws<ArgumentException>(() => a.MatMul(vector));
        Assert.Throws<ArgumentException>(() => three.MatMul(two));
        Assert.Throws<ArgumentException>(() => a.MatMul(square, square));
        Assert.Throws<ArgumentException>(() => a.MatMul(square, a));
        Assert.Throws<InvalidOperationException>(() => stored.MatMul(square));
    }

    /// <summary>The definition: in the order of k, each product and sum rounded once.</summary>
    private static float[] Chain(Tensor a, Tensor b) =>
        [.. Views.Indices(TensorShape.Matrix(a.Shape[0], b.Shape[1])).Select(at =>
            Enumerable.Range(0, a.Shape[1]).Aggregate(0f, (sum, k) => float.FusedMultiplyAdd(a[at[0], k], b[k, at[1]], sum)))];

    private static double[] Exact(Tensor a, Tensor b) =>
        [.. Views.Indices(TensorShape.Matrix(a.Shape[0], b.Shape[1])).Select(at =>
            Enumerable.Range(0, a.Shape[1]).Sum(k => (double)a[at[0], k] * b[k, at[1]]))];

    private static int[] At(int[] operand, int[] indices)
    {
        int skipped = indices.Length - operand.Length;
        return [.. operand.Select((extent, axis) => axis < operand.Length - 2 && extent == 1 ? 0 : indices[axis + skipped])];
    }
}
