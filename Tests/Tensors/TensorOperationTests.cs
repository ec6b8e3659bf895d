using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

public sealed class TensorOperationTests
{
    [Fact]
    public void Operations_OfTheDocumentedExample_GiveTheComputedResult()
    {
        using Tensor a = Tensor.FromSpan(TensorShape.Matrix(2, 3), [1, 2, 3, -4, 5, 6]);
        using Tensor b = Tensor.FromSpan(TensorShape.Matrix(3, 2), [1, -1, 0, 2, -3, 1]);
        using Tensor c = a.MatMul(b);
        using Tensor d = c + c;
        using Tensor e = d * 0.5f;
        using Tensor f = e.Relu();

        Assert.Equal([-8f, 6f, -22f, 20f], c.ReadOnlySpan.ToArray());
        Assert.Equal([-16f, 12f, -44f, 40f], d.ReadOnlySpan.ToArray());
        Assert.Equal([0f, 6f, 0f, 20f], f.ReadOnlySpan.ToArray());
        Assert.Equal(TensorShape.Matrix(2, 2), f.Shape);
    }

    [Fact]
    public void Operations_ResultsOfATensor_CountInItsLedger()
    {
        MemoryLedger ledger = new(1000);
        using Tensor a = Tensor.Ones(TensorShape.Matrix(2, 2), ledger);
        using Tensor b = a.MatMul(a);

        Assert.Equal(32, ledger.Reserved);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(70)]
    public void Operations_WithADestination_AllocateNothing(int size)
    {
        TensorShape square = TensorShape.Matrix(size, size);
        using Tensor a = Tensor.Randn(square, seed: 1);
        using Tensor turned = Tensor.Randn(square, seed: 2).Transposed();
        using Tensor b = Tensor.Zeros(square);
        using Tensor row = Tensor.Ones(TensorShape.Vector(size));
        using Tensor column = Tensor.Zeros(TensorShape.Matrix(size, 1));
        using Tensor twice = Tensor.Zeros(TensorShape.Matrix(2 * size, size));
        using Tensor q8 = a.Quantize(TensorDType.INT8);
        using Tensor q4 = a.Quantize(TensorDType.INT4);
        using Tensor half = a.Quantize(TensorDType.FP16);
        Xoshiro256 random = new(1);
        Tensor[] both = [a, turned];
        int[] positions = new int[size];

        All();
        long before = GC.GetAllocatedBytesForCurrentThread();
        All();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void All()
        {
            foreach (Tensor x in both)
            {
                x.MatMul(x, b);
                x.MatMulTransposed(x, b);
                x.MatMul(q8, b);
                x.MatMulTransposed(q8, b);
                x.Add(row, b);
                x.Subtract(a, b);
                x.Multiply(row, b);
                x.Divide(a, b);
                x.Add(1, b);
                x.Subtract(1, b);
                x.Scale(2, b);
                x.Divide(2, b);
                x.Relu(b);
                x.LeakyRelu(0.1f, b);
                x.Gelu(b);
                x.Silu(b);
                x.Sigmoid(b);
                x.Tanh(b);
                x.Exp(b);
                x.Softmax(b);
                x.Softmax(b, 0);
                x.LogSoftmax(b);
                x.LayerNorm(row, row, b);
                x.BatchNorm(row, row, row, row, b);
                x.Dropout(0.5, random, b);
                x.Sum(1, column);
                x.Mean(1, column);
                x.Max(1, column);
                x.Min(1, column);
                x.Sum(0, row);
                x.ArgMax(0, positions);
                _ = x.Sum() + x.Max() + x.ArgMax();
                x.CopyTo(b);
                x.Quantize(q8);
            }

            Tensor.Concat(0, both, twice);
            q8.Dequantize(b);
            q8.Dequantize(b.Span);
            a.Quantize(q4);
            a.Quantize(half);
            half.Dequantize(b);
        }
    }

    [Fact]
    public void Operations_ShapesThatDoNotFit_Throw()
    {
        using Tensor a = Tensor.Ones(TensorShape.Matrix(2, 3));
        using Tensor square = Tensor.Ones(TensorShape.Matrix(2, 2));

        Assert.Throws<ArgumentException>(() => a.MatMul(a));
        Assert.Throws<ArgumentException>(() => square.MatMul(square, square));
        Assert.Throws<ArgumentException>(() => a + square);
        Assert.Throws<ArgumentException>(() => a.Scale(1, square));
        Assert.Throws<ArgumentException>(() => a.Relu(square));
        Assert.Throws<ArgumentException>(() => a.Softmax(square));
    }

    [Fact]
    public void Softmax_OfAMatrix_NormalizesEachRow()
    {
        using Tensor x = Tensor.FromSpan(TensorShape.Matrix(2, 2), [1000, 1000, 0, MathF.Log(3)]);
        using Tensor y = x.Softmax();

        TensorAssert.Close([0.5, 0.5, 0.25, 0.75], y.ReadOnlySpan, relative: 1e-6);
    }

    [Fact]
    public void Softmax_OfNothing_IsNothing()
    {
        using Tensor x = Tensor.Zeros(TensorShape.Matrix(3, 0));
        using Tensor y = x.Softmax();

        Assert.Equal(0, y.Shape.ElementCount);
    }
}
