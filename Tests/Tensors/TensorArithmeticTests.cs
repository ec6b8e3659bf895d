using CsCheck;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

public sealed class TensorArithmeticTests
{
    private static readonly float[] Special =
        [float.NaN, 0f, -0f, 1f, -2.5f, float.Epsilon, -1e-40f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -float.MaxValue];

    private static readonly (string Name, Func<Tensor, Tensor, Tensor> Make, Action<Tensor, Tensor, Tensor> Write, Func<float, float, float> Scalar)[] Operations =
    [
        ("+", (x, y) => x + y, (x, y, z) => x.Add(y, z), (x, y) => x + y),
        ("−", (x, y) => x - y, (x, y, z) => x.Subtract(y, z), (x, y) => x - y),
        ("·", (x, y) => x * y, (x, y, z) => x.Multiply(y, z), (x, y) => x * y),
        ("/", (x, y) => x / y, (x, y, z) => x.Divide(y, z), (x, y) => x / y),
    ];

    [Fact]
    public void Binary_AtEveryLength_GivesTheScalarBits()
    {
        foreach (var (_, make, write, scalar) in Operations)
        {
            for (int length = 0; length <= 257; length++)
            {
                float[] x = RandomRows.Uniform(length, length);
                float[] y = RandomRows.Uniform(length + 1, length);
                Seed(x, y);
                float[] expected = [.. x.Zip(y, scalar)];
                using Tensor left = Tensor.FromSpan(TensorShape.Vector(length), x);
                using Tensor right = Tensor.FromSpan(TensorShape.Vector(length), y);
                using Tensor made = make(left, right);
                SameNumbers(expected, made.ReadOnlySpan);

                // In place, on either side.
                using Tensor again = right.ToContiguous();
                write(left, again, again);
                SameNumbers(expected, again.ReadOnlySpan);
                write(left, right, left);
                SameNumbers(expected, left.ReadOnlySpan);
            }
        }
    }

    [Fact]
    public void Binary_OfShapesThatBroadcast_MatchesTheDefinition() =>
        Gen.Select(Views.Shapes(), Gen.Bool.Array[4], Gen.Bool.Array[4], Gen.Int[0, 4], Gen.Int[0, 1000]).Sample((shape, ones, others, missing, seed) =>
        {
            // Each operand has some axes of 1, and the second lacks some of the first axes.
            int[] extents = Views.Extents(shape);
            TensorShape first = TensorShape.Of([.. extents.Select((e, i) => ones[i] ? 1 : e)]);
            TensorShape second = TensorShape.Of([.. extents.Select((e, i) => others[i] ? 1 : e).Skip(missing)]);
            using Tensor x = Views.Random(first, seed);
            using Tensor y = Views.Random(second, seed + 2);
            foreach (var (name, make, _, scalar) in Operations)
            {
                using Tensor z = make(x, y);
                foreach (int[] indices in Views.Indices(z.Shape))
                {
                    float expected = scalar(x[At(first, indices)], y[At(second, indices)]);
                    Assert.True(expected.Equals(z[indices]), $"{first} {name} {second}: expected {expected}, got {z[indices]}.");
                }

                Assert.Equal(Enumerable.Range(0, shape.Rank).All(i => i < missing ? !ones[i] || extents[i] == 1 : !(ones[i] && others[i]) || extents[i] == 1), z.Shape == shape);
            }
        });

    [Fact]
    public void Binary_WithAStridedDestination_WritesOnlyItsElements() =>
        Gen.Select(Views.Shapes(minRank: 1, maxRank: 3), Gen.Int[0, 1000]).Sample((shape, seed) =>
        {
            int[] extents = Views.Extents(shape);
            using Tensor whole = Tensor.Full(TensorShape.Of([.. extents.Reverse().Select(e => e + 2)]), 7);
            using Tensor turned = whole.Permute([.. Enumerable.Range(0, shape.Rank).Reverse()]);
            Tensor destination = turned.Slice(0, 1, extents[0]);
            for (int axis = 1; axis < shape.Rank; axis++)
            {
                using Tensor before = destination;
                destination = before.Slice(axis, 1, extents[axis]);
            }

            using Tensor x = Views.Random(shape, seed);
            using Tensor y = Views.Random(shape, seed + 1);
            x.Add(y, destination);

            Assert.Equal(x.Elements().Zip(y.Elements(), (a, b) => a + b), destination.Elements());
            Assert.Equal(whole.Shape.ElementCount - shape.ElementCount, whole.ReadOnlySpan.Count(7f));
            destination.Dispose();
        });

    [Fact]
    public void Numbers_WithATensor_ComputeAsScalars()
    {
        using Tensor x = Tensor.FromSpan(TensorShape.Vector(Special.Length), Special);
        Check(x + 3, v => v + 3);
        Check(3 + x, v => v + 3);
        Check(x - 3, v => v - 3);
        Check(x * 3, v => v * 3);
        Check(3 * x, v => v * 3);
        Check(x / 3, v => v / 3);
        Check(x / 0, v => v / 0);
        Check(-x, v => -v);

        static void Check(Tensor result, Func<float, float> scalar)
        {
            using (result)
            {
                SameNumbers(Array.ConvertAll(Special, v => scalar(v)), result.ReadOnlySpan);
            }
        }
    }

    [Fact]
    public void Binary_BadShapesOrMemory_Throw()
    {
        using Tensor matrix = Tensor.Ones(TensorShape.Matrix(3, 4));
        using Tensor row = matrix.Rows(0, 1);
        using Tensor other = Tensor.Ones(TensorShape.Matrix(4, 3));
        using Tensor vector = Tensor.Ones(TensorShape.Vector(3));

        Assert.Throws<ArgumentException>(() => matrix + other);
        Assert.Throws<ArgumentException>(() => matrix * vector);
        Assert.Throws<ArgumentException>(() => matrix.Add(matrix, other));
        Assert.Throws<ArgumentException>(() => row.Add(matrix, row));

        // The row would change while it is read.
        Assert.Throws<ArgumentException>(() => matrix.Subtract(row, matrix));
    }

    /// <summary>Some special values at odd places, where the length has them.</summary>
    private static void Seed(float[] x, float[] y)
    {
        for (int i = 0; i < Special.Length && (11 * i) + 5 < x.Length; i++)
        {
            x[11 * i] = Special[i];
            y[(11 * i) + 5] = Special[i];
        }
    }

    /// <summary>Where an operand has its element for a place in the result.</summary>
    private static int[] At(TensorShape operand, int[] indices) =>
        [.. indices.Skip(indices.Length - operand.Rank).Select((index, axis) => operand[axis] == 1 ? 0 : index)];

    /// <summary>The same bits, but any NaN for NaN: its sign is the processor's.</summary>
    private static void SameNumbers(float[] expected, ReadOnlySpan<float> actual)
    {
        float[] numbers = Array.ConvertAll(actual.ToArray(), v => float.IsNaN(v) ? float.NaN : v);
        TensorAssert.SameBits(Array.ConvertAll(expected, v => float.IsNaN(v) ? float.NaN : v), numbers);
    }
}
