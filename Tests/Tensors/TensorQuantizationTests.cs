using CsCheck;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

public sealed class TensorQuantizationTests
{
    public static TheoryData<TensorDType> Types => [TensorDType.FP16, TensorDType.BF16, TensorDType.INT8, TensorDType.INT4];

    [Fact]
    public void Quantize_OfGgmlsRows_GivesGgmlsBytes()
    {
        int rows = 0;
        foreach (var (name, row, half, brain, q8, q4) in GoldenRows.All())
        {
            Check(TensorDType.FP16, half);
            Check(TensorDType.BF16, brain);
            Check(TensorDType.INT8, q8);
            Check(TensorDType.INT4, q4);
            rows++;

            void Check(TensorDType dtype, byte[] expected)
            {
                using Tensor tensor = Tensor.FromSpan(TensorShape.Vector(row.Length), row);
                using Tensor stored = tensor.Quantize(dtype);
                Assert.True(
                    stored.Bytes.SequenceEqual(expected),
                    $"{name} as {dtype}: expected\n{Convert.ToHexString(expected)}, got\n{Convert.ToHexString(stored.Bytes)}");
            }
        }

        Assert.True(rows > 40);
    }

    [Theory]
    [InlineData(TensorDType.FP32, 4 * 6 * 33)]
    [InlineData(TensorDType.FP16, 2 * 6 * 33)]
    [InlineData(TensorDType.BF16, 2 * 6 * 33)]
    [InlineData(TensorDType.INT8, 6 * 2 * 34)]
    [InlineData(TensorDType.INT4, 6 * 2 * 18)]
    public void NBytes_OfEachType_IsExactAndReserved(TensorDType dtype, long bytes)
    {
        MemoryLedger ledger = new(1 << 20);
        using Tensor tensor = Tensor.Zeros(TensorShape.Of(2, 3, 33), dtype, ledger);

        Assert.Equal((bytes, bytes, bytes), (tensor.NBytes, ledger.Reserved, tensor.Bytes.Length));
        Assert.Equal(dtype, tensor.DType);
        Assert.Equal(0, Tensor.BytesFor(TensorShape.Matrix(3, 0), dtype));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Quantize_OfViews_GivesTheBytesOfTheirCopies(TensorDType dtype) =>
        Gen.Select(Views.Shapes(), Gen.Int[0, 40], Gen.Int[0, 1000]).Sample((shape, last, seed) =>
        {
            TensorShape wide = shape.Rank == 0 ? shape : TensorShape.Of([.. Views.Extents(shape)[..^1], last]);
            using Tensor view = Views.Random(wide, seed);
            using Tensor copy = view.ToContiguous();
            using Tensor stored = view.Quantize(dtype);
            using Tensor expected = copy.Quantize(dtype);
            Assert.True(expected.Bytes.SequenceEqual(stored.Bytes));

            // Back into the strided view itself, a tensor of its own, and a span.
            using Tensor back = stored.Dequantize();
            stored.Dequantize(view);
            float[] numbers = new float[wide.ElementCount];
            stored.Dequantize(numbers);
            TensorAssert.SameBits(back.ReadOnlySpan, view.Elements());
            TensorAssert.SameBits(back.ReadOnlySpan, numbers);
        }, iter: 40);

    [Theory]
    [MemberData(nameof(Types))]
    public void Dequantize_OfEveryLength_IsWithinTheFormatsError(TensorDType dtype)
    {
        for (int length = 1; length <= 257; length++)
        {
            float[] row = RandomRows.Uniform(length, length, -3, 3);
            using Tensor tensor = Tensor.FromSpan(TensorShape.Vector(length), row);
            using Tensor stored = tensor.Quantize(dtype);
            using Tensor back = stored.Dequantize();
            for (int i = 0; i < length; i++)
            {
                float greatest = row[(i / 32 * 32)..Math.Min(length, (i / 32 * 32) + 32)].Max(Math.Abs);

                // Half a step, and the rounding of the scale to 11 bits over all its steps.
                double budget = dtype switch
                {
                    TensorDType.FP16 => Math.Abs(row[i]) / 2048,
                    TensorDType.BF16 => Math.Abs(row[i]) / 256,
                    TensorDType.INT8 => greatest * ((0.5 / 127) + (1.0 / 2048)),
                    _ => greatest * ((1.0 / 8) + (1.0 / 2048)),
                };
                Assert.True(Math.Abs(row[i] - back[i]) <= budget + 1e-7, $"{dtype}, {length}: {row[i]} came back as {back[i]}.");
            }
        }
    }

    [Theory]
    [InlineData(TensorDType.INT8)]
    [InlineData(TensorDType.INT4)]
    public void Quantize_OfBlocksThatHoldNaNOrInfinity_MakesThoseBlocksNaN(TensorDType dtype)
    {
        foreach (float bad in new[] { float.NaN, float.NegativeInfinity })
        {
            float[] row = RandomRows.Uniform(1, 96);
            row[40] = bad;
            using Tensor tensor = Tensor.FromSpan(TensorShape.Vector(96), row);
            using Tensor stored = tensor.Quantize(dtype);
            using Tensor back = stored.Dequantize();

            Assert.All(Enumerable.Range(0, 96), i => Assert.Equal(i / 32 == 1, float.IsNaN(back[i])));
        }
    }

    [Fact]
    public void Quantize_ToHalves_KeepsNaNInfinityAndSign()
    {
        float[] row = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, 65536f, float.MaxValue];
        using Tensor tensor = Tensor.FromSpan(TensorShape.Vector(6), row);
        using Tensor halves = tensor.Quantize(TensorDType.FP16);
        using Tensor brains = tensor.Quantize(TensorDType.BF16);
        using Tensor half = halves.Dequantize();
        using Tensor brain = brains.Dequantize();

        Assert.Equal([float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, float.PositiveInfinity, float.PositiveInfinity], half.Elements());
        Assert.Equal([float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, 65536f, float.PositiveInfinity], brain.Elements());
        Assert.True(float.IsNegative(half[3]) && float.IsNegative(brain[3]));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Operations_OnAnotherType_RefuseAndSayWhatToDo(TensorDType dtype)
    {
        using Tensor x = Tensor.Ones(TensorShape.Matrix(4, 4));
        using Tensor stored = x.Quantize(dtype);
        Action[] refused =
        [
            () => _ = stored.Span.Length, () => _ = stored.ReadOnlySpan.Length, () => _ = stored[0, 0], () => stored.Relu(), () => stored.Softmax(),
            () => stored.LogSoftmax(), () => stored.Sum(), () => stored.Sum(0), () => stored.ArgMax(), () => stored.LayerNorm(), () => stored.Dropout(0.5, 1),
            () => stored.Quantize(TensorDType.INT8), () => _ = stored + x, () => _ = x + stored, () => _ = stored * 2, () => x.Relu(stored),
            () => stored.MatMul(x), () => x.MatMul(x, stored), () => Tensor.Concat(0, x, stored), () => stored.Permute(1, 0), () => stored.Slice(1, 0, 2),
        ];

        Assert.All(refused, action =>
            Assert.Contains("Dequantize", Assert.Throws<InvalidOperationException>(action).Message, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Views_OfAnotherType_AreThoseOfWholeRows(TensorDType dtype)
    {
        using Tensor x = Tensor.Uniform(TensorShape.Of(3, 2, 40), -1, 1, seed: 1);
        using Tensor stored = x.Quantize(dtype);
        using Tensor wide = stored.Dequantize();
        using Tensor part = stored.Rows(1, 2);
        using Tensor rows = part.Reshape(TensorShape.Matrix(4, 40));
        using Tensor copy = rows.ToContiguous();
        using Tensor back = copy.Dequantize();

        TensorAssert.SameBits(wide.ReadOnlySpan[80..], back.ReadOnlySpan);
        Assert.Equal(Tensor.BytesFor(TensorShape.Matrix(4, 40), dtype), rows.NBytes);
        if (dtype is TensorDType.INT8 or TensorDType.INT4)
        {
            Assert.Throws<ArgumentException>(() => stored.Reshape(TensorShape.Matrix(3, 80)));
        }
    }

    [Fact]
    public void FromBytes_OfStoredBlocks_IsTheTensorTheyCameFrom()
    {
        using Tensor x = Tensor.Randn(TensorShape.Matrix(3, 40), seed: 1);
        using Tensor stored = x.Quantize(TensorDType.INT4);
        using Tensor read = Tensor.FromBytes(stored.Shape, TensorDType.INT4, stored.Bytes);

        Assert.True(stored.Bytes.SequenceEqual(read.Bytes));
        Assert.Throws<ArgumentException>(() => Tensor.FromBytes(stored.Shape, TensorDType.INT8, stored.Bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Quantize((TensorDType)9));
    }

    [Fact]
    public void Quantize_ToFP32_IsACopy()
    {
        using Tensor x = Tensor.Randn(TensorShape.Matrix(3, 4), seed: 1);
        using Tensor copy = x.Quantize(TensorDType.FP32);
        using Tensor again = copy.Dequantize();
        x.Scale(2, x);

        TensorAssert.SameBits(copy.ReadOnlySpan, again.ReadOnlySpan);
        Assert.NotEqual(x[0, 0], copy[0, 0]);
    }
}
