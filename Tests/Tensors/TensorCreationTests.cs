using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

public sealed class TensorCreationTests
{
    [Fact]
    public void Eye_OfASize_IsTheIdentity()
    {
        using Tensor eye = Tensor.Eye(3);
        using Tensor none = Tensor.Eye(0);

        Assert.Equal([1f, 0, 0, 0, 1, 0, 0, 0, 1], eye.Elements());
        Assert.Equal(TensorShape.Matrix(0, 0), none.Shape);
    }

    [Fact]
    public void Uninitialized_OfAShape_IsCountedAndHoldsWhatIsWritten()
    {
        MemoryLedger ledger = new(1_000);
        using (Tensor tensor = Tensor.Uninitialized(TensorShape.Matrix(2, 3), ledger))
        {
            tensor.Span.Fill(7);
            Assert.Equal(24, ledger.Reserved);
            Assert.Equal([7f, 7, 7, 7, 7, 7], tensor.Elements());
        }

        Assert.Equal(0, ledger.Reserved);
        Assert.Throws<MemoryRefusedException>(() => Tensor.Uninitialized(TensorShape.Vector(251), ledger));
    }

    [Fact]
    public void Arange_OfAnyStep_EndsBeforeItsStop()
    {
        Check([0f, 1, 2], 0, 3, 1);
        Check([1f, 3.5f], 1, 6, 2.5f);
        Check([2f, 1, 0], 2, -1, -1);
        Check([], 2, 1, 1);
        Check([], 2, 2, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Arange(0, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Arange(0, float.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Arange(0, 1e20f));

        static void Check(float[] expected, float start, float stop, float step)
        {
            using Tensor actual = Tensor.Arange(start, stop, step);
            Assert.Equal(expected, actual.Elements());
        }
    }

    [Fact]
    public void Concat_AlongEachAxis_JoinsViews()
    {
        using Tensor a = Tensor.Arange(0, 6).Reshaped(TensorShape.Matrix(2, 3));
        using Tensor b = Tensor.Arange(10, 16).Reshaped(TensorShape.Matrix(3, 2)).Transposed();
        using Tensor none = Tensor.Zeros(TensorShape.Matrix(0, 3));
        using Tensor rows = Tensor.Concat(0, a, none, b);
        using Tensor columns = Tensor.Concat(-1, a, b);

        Assert.Equal([0f, 1, 2, 3, 4, 5, 10, 12, 14, 11, 13, 15], rows.Elements());
        Assert.Equal([0f, 1, 2, 10, 12, 14, 3, 4, 5, 11, 13, 15], columns.Elements());
        Assert.Throws<ArgumentException>(() => Tensor.Concat(1, a, none));
        Assert.Throws<ArgumentException>(() => Tensor.Concat(0));
        Assert.Throws<ArgumentException>(() => Tensor.Concat(0, [a], a));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Concat(2, a, b));
    }

    [Fact]
    public void ToString_OfSmallTensors_ShowsEveryElement()
    {
        using Tensor matrix = Tensor.FromSpan(TensorShape.Matrix(2, 3), [1, -2.5f, 3, float.NaN, 1f / 3, 1e-20f]);
        using Tensor cube = Tensor.Arange(0, 4).Reshaped(TensorShape.Of(2, 1, 2));
        using Tensor scalar = Tensor.Full(TensorShape.Of(), 7);
        using Tensor none = Tensor.Zeros(TensorShape.Matrix(0, 3));
        using Tensor turned = matrix.Transpose();

        Assert.Equal("Tensor [2, 3] FP32\n[[       1,     -2.5,        3],\n [     NaN, 0.333333,    1E-20]]", matrix.ToString());
        Assert.Equal("Tensor [3, 2] FP32\n[[       1,      NaN],\n [    -2.5, 0.333333],\n [       3,    1E-20]]", turned.ToString());
        Assert.Equal("Tensor [2, 1, 2] FP32\n[[[0, 1]],\n\n [[2, 3]]]", cube.ToString());
        Assert.Equal("Tensor [] FP32\n7", scalar.ToString());
        Assert.Equal("Tensor [0, 3] FP32\n[]", none.ToString());
    }

    [Fact]
    public void ToString_OfManyElements_ShowsTheEdges()
    {
        using Tensor vector = Tensor.Arange(0, 2000);
        using Tensor matrix = Tensor.Arange(0, 1400).Reshaped(TensorShape.Matrix(700, 2));

        Assert.Equal("Tensor [2000] FP32\n[   0,    1,    2, ..., 1997, 1998, 1999]", vector.ToString());
        Assert.Equal(
            "Tensor [700, 2] FP32\n[[   0,    1],\n [   2,    3],\n [   4,    5],\n ...,\n [1394, 1395],\n [1396, 1397],\n [1398, 1399]]",
            matrix.ToString());
    }

    [Fact]
    public void ToString_OfAnotherType_ShowsWhatDequantizeGives()
    {
        using Tensor x = Tensor.Arange(0, 80).Reshaped(TensorShape.Matrix(2, 40));
        foreach (TensorDType dtype in new[] { TensorDType.FP16, TensorDType.BF16, TensorDType.INT8, TensorDType.INT4 })
        {
            Tensor stored = x.Quantize(dtype);
            using Tensor wide = stored.Dequantize();
            Assert.Equal(wide.ToString().Replace("FP32", dtype.ToString(), StringComparison.Ordinal), stored.ToString());

            stored.Dispose();
            Assert.Equal($"Tensor [2, 40] {dtype}, disposed", stored.ToString());
        }
    }
}
