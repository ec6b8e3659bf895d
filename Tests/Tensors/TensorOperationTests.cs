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

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 257, 5)]
    [InlineData(7, 31, 33)]
    [InlineData(5, 0, 4)]
    [InlineData(2, 8, 129)]
    public void MatMul_OfAnyShape_MatchesFloat64(int rows, int inner, int columns)
    {
        using Tensor a = Tensor.Uniform(TensorShape.Matrix(rows, inner), -1, 1, seed: 1);
        using Tensor b = Tensor.Uniform(TensorShape.Matrix(inner, columns), -1, 1, seed: 2);
        using Tensor c = a.MatMul(b);

        double[] expected = new double[rows * columns];
        for (int m = 0; m < rows; m++)
        {
            for (int n = 0; n < columns; n++)
            {
                for (int k = 0; k < inner; k++)
                {
                    expected[(m * columns) + n] += (double)a.ReadOnlySpan[(m * inner) + k] * b.ReadOnlySpan[(k * columns) + n];
                }
            }
        }

        // K products of numbers below 1, each sum rounded to 24 bits: at most K²/2 · 2⁻²⁴, and far less in practice.
        TensorAssert.Close(expected, c.ReadOnlySpan, relative: 0, absolute: 1e-7 * (inner + 1));
    }

    [Fact]
    public void Operations_ResultsOfATensor_CountInItsLedger()
    {
        MemoryLedger ledger = new(1000);
        using Tensor a = Tensor.Ones(TensorShape.Matrix(2, 2), ledger);
        using Tensor b = a.MatMul(a);

        Assert.Equal(32, ledger.Reserved);
    }

    [Fact]
    public void Operations_WithADestination_AllocateNothing()
    {
        using Tensor a = Tensor.Randn(TensorShape.Matrix(8, 8), seed: 1);
        using Tensor b = Tensor.Zeros(TensorShape.Matrix(8, 8));

        All();
        long before = GC.GetAllocatedBytesForCurrentThread();
        All();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void All()
        {
            a.MatMul(a, b);
            a.Add(b, b);
            a.Scale(2, b);
            a.Relu(b);
            a.Sigmoid(b);
            a.Tanh(b);
            a.Softmax(b);
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
