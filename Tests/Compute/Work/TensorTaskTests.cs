using CsCheck;
using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Tests.Tensors;

namespace InfernoOrleans.Tests.Compute.Work;

/// <summary>The operations on tensors, against plain loops in 64 bits.</summary>
public sealed class TensorTaskTests
{
    private const double Rounded = 1.2e-7;

    private static readonly Gen<int[]> Shapes = Gen.Int[1, 6].Array[0, 4];

    [Fact]
    public void AddAndMultiply_OfShapesThatBroadcast_MatchPlainLoops() =>
        Gen.Select(Shapes, Gen.Bool.Array[4], Gen.Bool.Array[4], Gen.Int[0, 4], Gen.Int[0, 1000]).Sample((shape, ones, others, missing, seed) =>
        {
            int[] left = [.. shape.Select((extent, axis) => ones[axis] ? 1 : extent)];
            int[] right = [.. shape.Select((extent, axis) => others[axis] ? 1 : extent).Skip(missing)];
            CheckBroadcast(left, right, seed);
            CheckBroadcast(right, left, seed);
        }, iter: 300);

    [Fact]
    public void AddAndMultiply_OverBoxes_MatchPlainLoops()
    {
        CheckBroadcast([300, 400], [400], seed: 1);
        CheckBroadcast([3, 1, 40_000], [2, 1], seed: 2);
        CheckBroadcast([70_000, 1], [1, 3], seed: 3);
        CheckBroadcast([5, 1, 30, 40], [7, 1, 40], seed: 4);
        CheckBroadcast([100_000], [100_000], seed: 5);
    }

    [Fact]
    public void Functions_OfAnyShape_MatchTheirFormulas() =>
        Gen.Select(Gen.Frequency((19, Shapes), (1, Gen.Const(new[] { 3, Chunks.Length + 1 }))), Gen.Int[0, 1000]).Sample((shape, seed) =>
        {
            var x = RandomRows.Uniform(seed, Count(shape), -8, 8);
            Check("relu", v => Math.Max(v, 0), 0);
            Check("sigmoid", v => 1 / (1 + Math.Exp(-v)), 1e-6);
            Check("tanh", Math.Tanh, 1e-6);
            TensorAssert.Close(Array.ConvertAll(x, v => -0.5 * v), Tasks.Run(Tasks.Tensor("scale", (shape, x)) with { Factor = -0.5 }), 0);

            void Check(string operation, Func<double, double> expected, double relative)
            {
                var work = Tasks.Tensor(operation, (shape, x));
                Assert.Equal(shape, ComputePlan.For(work, Tasks.Wide, "").Shape);
                TensorAssert.Close(Array.ConvertAll(x, v => expected(v)), Tasks.Run(work), relative);
            }
        }, iter: 60);

    [Fact]
    public void MatMul_OfTwoMatrices_IsTheProduct()
    {
        var work = Tasks.Tensor("matmul", ([2, 3], [1, 2, 3, 4, 5, 6]), ([3, 2], [7, 8, 9, 10, 11, 12]));

        Assert.Equal([2, 2], ComputePlan.For(work, Tasks.Wide, "").Shape);
        Assert.Equal([58, 64, 139, 154], Tasks.Run(work));
    }

    [Fact]
    public void MatMul_OfAnyShapes_MatchesPlainLoops() =>
        Gen.Select(Gen.Int[1, 5].Array[0, 2], Gen.Bool.Array[2], Gen.Bool.Array[2], Gen.Int[1, 9].Array[3], Gen.Int[0, 1000]).Sample(
            (batch, ones, others, sizes, seed) => CheckProduct(
                [.. batch.Select((extent, axis) => ones[axis] ? 1 : extent), sizes[0], sizes[1]],
                [.. batch.Select((extent, axis) => others[axis] ? 1 : extent), sizes[1], sizes[2]],
                seed),
            iter: 300);

    [Theory]
    [InlineData(new[] { 200, 1_030 }, new[] { 1_030, 130 })]
    [InlineData(new[] { 1, 5_000 }, new[] { 5_000, 3 })]
    [InlineData(new[] { 30_000, 2 }, new[] { 2, 1 })]
    [InlineData(new[] { 1, 2 }, new[] { 2, 60_000 })]
    [InlineData(new[] { 5_000, 1, 2, 2 }, new[] { 3, 2, 2 })]
    [InlineData(new[] { 2, 3, 4, 1_500 }, new[] { 3, 1_500, 5 })]
    [InlineData(new[] { 2, 1, 70, 60 }, new[] { 1, 3, 60, 50 })]
    [InlineData(new[] { 40, 30, 4, 5 }, new[] { 5, 6 })]
    public void MatMul_OfManyTiles_MatchesPlainLoops(int[] left, int[] right) => CheckProduct(left, right, seed: 7);

    [Fact]
    public void Transpose_OfAnyShape_ExchangesTheLastTwoAxes() =>
        Gen.Select(Gen.Int[1, 6].Array[2, 4], Gen.Int[0, 1000]).Sample((shape, seed) => CheckTranspose(shape, seed), iter: 200);

    [Theory]
    [InlineData(300, 500)]
    [InlineData(1, 70_000)]
    [InlineData(70_000, 1)]
    [InlineData(3, 200, 200)]
    [InlineData(5_000, 3, 7)]
    [InlineData(2, 2, 129, 257)]
    public void Transpose_OfManyTiles_ExchangesTheLastTwoAxes(params int[] shape) => CheckTranspose(shape, seed: 3);

    [Fact]
    public void Softmax_OfAnyShapeAndAxis_MatchesPlainLoops() =>
        Gen.Select(Gen.Int[1, 6].Array[1, 4], Gen.Int[0, 3], Gen.Int[0, 1000]).Sample(
            (shape, axis, seed) => CheckLanes(shape, axis % shape.Length, seed), iter: 200);

    [Theory]
    [InlineData(1, 1, 100_000)]
    [InlineData(1, 3, 50_000)]
    [InlineData(0, 40_000, 3)]
    [InlineData(1, 2, 20_000, 70)]
    [InlineData(0, 200, 1_000)]
    [InlineData(1, 500, 100, 2)]
    public void SumsAndSoftmax_OfLongLanes_MatchPlainLoops(int axis, params int[] shape) => CheckLanes(shape, axis, seed: 5);

    [Fact]
    public void Softmax_OfAScalar_IsOne() => Assert.Equal([1], Tasks.Run(Tasks.Tensor("softmax", ([], [-3]))));

    [Fact]
    public void Softmax_OfFarApartPieces_LeavesTheGreatestAll()
    {
        var x = new float[100_000];
        x[70_000] = 1_000;
        var actual = Tasks.Run(Tasks.Tensor("softmax", ([1, 100_000], x)));

        Assert.Equal(1, actual[70_000]);
        Assert.Equal(1, actual.Sum());
    }

    [Fact]
    public void SumAndMean_WithoutAnAxis_AreOneNumber() =>
        Gen.Select(Gen.OneOf(Shapes, Gen.Const(new[] { 3, Chunks.Length + 1 })), Gen.Int[0, 1000]).Sample((shape, seed) =>
        {
            var x = RandomRows.Uniform(seed, Count(shape));
            var sum = x.Sum(v => (double)v);
            Assert.Empty(ComputePlan.For(Tasks.Tensor("sum", (shape, x)), Tasks.Wide, "").Shape);
            TensorAssert.Close([sum], Tasks.Run(Tasks.Tensor("sum", (shape, x))), Rounded, absolute: 1e-12);
            TensorAssert.Close([sum / x.Length], Tasks.Run(Tasks.Tensor("mean", (shape, x))), Rounded, absolute: 1e-12);
        }, iter: 60);

    [Fact]
    public void Sum_OfGreatNumbersThatCancel_KeepsTheSmallOnes()
    {
        var x = new float[Chunks.Length + 2];
        (x[0], x[1], x[^1]) = (1e12f, 1, -1e12f);
        Assert.Equal([1], Tasks.Run(Tasks.Tensor("sum", ([x.Length], x))));
    }

    [Fact]
    public void ProductThatOverflows_Fails_NamingTheFirst()
    {
        var work = Tasks.Tensor("matmul", ([2, 1], [1, 1e30f]), ([1, 2], [1e30f, 1]));
        var failed = Assert.Throws<TaskFailedException>(() => Tasks.Run(work));
        Assert.Equal("result[2] is not finite: it is beyond what a 32-bit float holds, about 3.4e38 either way.", failed.Message);
    }

    private static void CheckBroadcast(int[] left, int[] right, int seed)
    {
        var a = RandomRows.Uniform(seed, Count(left));
        var b = RandomRows.Uniform(seed + 1, Count(right));
        var shape = Broadcast(left, right);
        var sums = new double[Count(shape)];
        var products = new double[sums.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            double x = a[Stretched(i, shape, left)], y = b[Stretched(i, shape, right)];
            (sums[i], products[i]) = (x + y, x * y);
        }

        Assert.Equal(shape, ComputePlan.For(Tasks.Tensor("add", (left, a), (right, b)), Tasks.Wide, "").Shape);
        TensorAssert.Close(sums, Tasks.Run(Tasks.Tensor("add", (left, a), (right, b))), Rounded);
        TensorAssert.Close(products, Tasks.Run(Tasks.Tensor("multiply", (left, a), (right, b))), Rounded);
    }

    private static void CheckProduct(int[] left, int[] right, int seed)
    {
        var a = RandomRows.Uniform(seed, Count(left));
        var b = RandomRows.Uniform(seed + 1, Count(right));
        var (m, k, n) = (left[^2], left[^1], right[^1]);
        var batch = Broadcast(left[..^2], right[..^2]);
        var actual = Tasks.Run(Tasks.Tensor("matmul", (left, a), (right, b)));
        Assert.Equal(Count(batch) * m * n, actual.Length);
        for (var i = 0; i < actual.Length; i++)
        {
            var (matrix, row, column) = (i / (m * n), i / n % m, i % n);
            var first = (Stretched(matrix, batch, left[..^2]) * m * k) + (row * k);
            var second = (Stretched(matrix, batch, right[..^2]) * k * n) + column;
            double sum = 0, size = 0;
            for (var j = 0; j < k; j++)
            {
                var product = (double)a[first + j] * b[second + (j * n)];
                sum += product;
                size += Math.Abs(product);
            }

            // Each of k roundings of a sum is within half a unit in the last place of at most this.
            Assert.True(Math.Abs(sum - actual[i]) <= size * k * 6e-8, $"Element {i}: expected {sum:R}, got {actual[i]:R}.");
        }
    }

    private static void CheckTranspose(int[] shape, int seed)
    {
        var x = RandomRows.Uniform(seed, Count(shape));
        var (rows, columns) = (shape[^2], shape[^1]);
        var expected = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var (matrix, row, column) = (i / (rows * columns), i / columns % rows, i % columns);
            expected[(matrix * rows * columns) + (column * rows) + row] = x[i];
        }

        var work = Tasks.Tensor("transpose", (shape, x));
        Assert.Equal([.. shape[..^2], columns, rows], ComputePlan.For(work, Tasks.Wide, "").Shape);
        TensorAssert.SameBits(expected, Tasks.Run(work));
    }

    private static void CheckLanes(int[] shape, int axis, int seed)
    {
        var x = RandomRows.Uniform(seed, Count(shape), -6, 6);
        var (outer, count, inner) = (Count(shape[..axis]), shape[axis], Count(shape[(axis + 1)..]));
        var sums = new double[outer * inner];
        var softmax = new double[x.Length];
        for (var lane = 0; lane < sums.Length; lane++)
        {
            var start = (lane / inner * count * inner) + (lane % inner);
            var exponentials = 0.0;
            for (var i = 0; i < count; i++)
            {
                sums[lane] += x[start + (i * inner)];
                exponentials += Math.Exp(x[start + (i * inner)]);
            }

            for (var i = 0; i < count; i++)
            {
                softmax[start + (i * inner)] = Math.Exp(x[start + (i * inner)]) / exponentials;
            }
        }

        int[] rest = [.. shape[..axis], .. shape[(axis + 1)..]];
        Assert.Equal(rest, ComputePlan.For(Tasks.Tensor("sum", (shape, x)) with { Axis = axis }, Tasks.Wide, "").Shape);
        TensorAssert.Close(sums, Tasks.Run(Tasks.Tensor("sum", (shape, x)) with { Axis = axis }), Rounded, absolute: 1e-10);
        TensorAssert.Close(
            Array.ConvertAll(sums, sum => sum / count),
            Tasks.Run(Tasks.Tensor("mean", (shape, x)) with { Axis = axis - shape.Length }),
            Rounded,
            absolute: 1e-10);

        // The differences from the greatest are rounded in 32 bits, up to 12 here.
        TensorAssert.Close(softmax, Tasks.Run(Tasks.Tensor("softmax", (shape, x)) with { Axis = axis }), 3e-6);
        if (axis == shape.Length - 1)
        {
            TensorAssert.Close(softmax, Tasks.Run(Tasks.Tensor("softmax", (shape, x))), 3e-6);
        }
    }

    /// <summary>The shape of what two shapes broadcast to.</summary>
    private static int[] Broadcast(int[] left, int[] right) =>
    [
        .. Enumerable.Range(1, Math.Max(left.Length, right.Length))
            .Select(fromEnd => Math.Max(Extent(left, fromEnd), Extent(right, fromEnd)))
            .Reverse(),
    ];

    private static int Count(int[] shape) => shape.Aggregate(1, (product, extent) => product * extent);

    private static int Extent(int[] shape, int fromEnd) => fromEnd <= shape.Length ? shape[^fromEnd] : 1;

    /// <summary>Where the element of a shape that broadcasts is that an index of the whole shape stands for.</summary>
    private static int Stretched(int index, int[] whole, int[] shape)
    {
        var (place, stride) = (0, 1);
        for (var fromEnd = 1; fromEnd <= whole.Length; fromEnd++)
        {
            place += Extent(shape, fromEnd) == 1 ? 0 : index % whole[^fromEnd] * stride;
            stride *= Extent(shape, fromEnd);
            index /= whole[^fromEnd];
        }

        return place;
    }
}
