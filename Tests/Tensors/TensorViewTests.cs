using System.Runtime.CompilerServices;
using CsCheck;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

public sealed class TensorViewTests
{
    [Fact]
    public void Slice_OfAMatrix_SeesAndWritesItsElements()
    {
        using Tensor matrix = Tensor.Arange(0, 12).Reshaped(TensorShape.Matrix(3, 4));
        using Tensor columns = matrix.Slice(-1, 1, 2);
        using Tensor rows = matrix.Rows(1, 2);

        Assert.Equal([1f, 2, 5, 6, 9, 10], columns.Elements());
        Assert.Equal([4f, 5, 6, 7, 8, 9, 10, 11], rows.ReadOnlySpan.ToArray());
        Assert.True(rows.IsContiguous);
        Assert.False(columns.IsContiguous);

        columns[2, 0] = -1;
        Assert.Equal(-1, matrix[2, 1]);
        Assert.Equal(-1, rows[1, -3]);
    }

    [Fact]
    public void Views_OfViews_AgreeWithCopies() =>
        Gen.Select(Views.Shapes(), Gen.Int[0, 1000]).Sample((shape, seed) =>
        {
            using Tensor view = Views.Random(shape, seed);
            using Tensor copy = view.ToContiguous();
            using Tensor flat = copy.Reshape(TensorShape.Vector((int)shape.ElementCount));

            Assert.True(copy.IsContiguous);
            Assert.Equal(shape, copy.Shape);
            TensorAssert.SameBits(view.Elements(), copy.ReadOnlySpan);
            TensorAssert.SameBits(view.Elements(), flat.ReadOnlySpan);
        });

    [Fact]
    public void Permute_OfRandomTensors_MovesEveryElement() =>
        Gen.Select(Views.Shapes(), Gen.Int[0, 1000]).Sample((shape, seed) =>
        {
            int[] order = [.. Enumerable.Range(0, shape.Rank)];
            new System.Random(seed).Shuffle(order);
            using Tensor view = Views.Random(shape, seed);
            using Tensor permuted = view.Permute(order);

            foreach (int[] indices in Views.Indices(permuted.Shape))
            {
                int[] original = new int[shape.Rank];
                for (int axis = 0; axis < shape.Rank; axis++)
                {
                    original[order[axis]] = indices[axis];
                }

                Assert.Equal(view[original], permuted[indices]);
            }
        });

    [Fact]
    public void Transpose_OfAMatrix_ExchangesTheStrides()
    {
        using Tensor matrix = Tensor.Zeros(TensorShape.Matrix(3, 4));
        using Tensor transpose = matrix.Transpose();

        Assert.Equal((4, 1), (matrix.Stride(0), matrix.Stride(-1)));
        Assert.Equal((1, 4), (transpose.Stride(0), transpose.Stride(1)));
        Assert.Equal(TensorShape.Matrix(4, 3), transpose.Shape);
    }

    [Fact]
    public void Dispose_OfAllShares_ReleasesTheMemoryWithTheLast()
    {
        MemoryLedger ledger = new(1 << 20);
        Tensor whole = Tensor.Ones(TensorShape.Matrix(8, 8), ledger);
        Tensor part = whole.Rows(2, 3);
        Tensor transpose = part.Transpose();
        whole.Dispose();
        whole.Dispose();
        part.Dispose();

        Assert.Equal(256, ledger.Reserved);
        Assert.Equal(1, transpose[7, 2]);
        Assert.Throws<ObjectDisposedException>(() => whole.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => part.Transpose());

        transpose.Dispose();
        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public void Span_OfAStridedView_IsRefused()
    {
        using Tensor matrix = Tensor.Zeros(TensorShape.Matrix(3, 4));
        using Tensor transpose = matrix.Transpose();

        Assert.Contains("ToContiguous", Assert.Throws<InvalidOperationException>(() => transpose.Span.Length).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => transpose.Bytes.Length);
        Assert.Throws<InvalidOperationException>(() => transpose.Reshape(TensorShape.Vector(12)));
    }

    [Fact]
    public void Views_BadArguments_Throw()
    {
        using Tensor matrix = Tensor.Zeros(TensorShape.Matrix(3, 4));

        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Slice(2, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Slice(0, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Slice(0, 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Slice(1, 5, 0));
        Assert.Throws<ArgumentException>(() => matrix.Reshape(TensorShape.Vector(11)));
        Assert.Throws<ArgumentException>(() => matrix.Permute(0));
        Assert.Throws<ArgumentException>(() => matrix.Permute(0, 0));
        Assert.Throws<ArgumentException>(() => matrix.Permute(0, 2));
        Assert.Throws<ArgumentException>(() => matrix[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[3, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[0, -5]);
        using Tensor vector = Tensor.Zeros(TensorShape.Vector(3));
        Assert.Throws<InvalidOperationException>(() => vector.Transpose());
    }

    [Fact]
    public void CopyTo_OverlappingMemory_IsRefusedUnlessItIsTheSame()
    {
        using Tensor vector = Tensor.Arange(0, 10);
        using Tensor low = vector.Slice(0, 0, 6);
        using Tensor high = vector.Slice(0, 4, 6);
        using Tensor rest = vector.Slice(0, 6, 4);
        using Tensor head = vector.Slice(0, 0, 4);

        Assert.Throws<ArgumentException>(() => low.CopyTo(high));
        low.CopyTo(low);
        head.CopyTo(rest);
        Assert.Equal([0f, 1, 2, 3, 4, 5, 0, 1, 2, 3], vector.ReadOnlySpan.ToArray());
    }

    [Fact]
    public void Leak_OfAView_IsReportedWithTheShapeThatWasAllocated()
    {
        // Other tests leak, too; nobody else has this shape.
        TensorShape shape = TensorShape.Of(3, 1, 4, 159);
        List<TensorLeak> found = [];
        void Record(object? sender, TensorLeak leak)
        {
            lock (found)
            {
                found.Add(leak);
            }
        }

        long before = TensorLeaks.Count;
        TensorLeaks.Found += Record;
        TensorLeaks.RecordTraces = true;
        try
        {
            LeakAView(shape);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TensorLeaks.RecordTraces = false;
            TensorLeaks.Found -= Record;
        }

        lock (found)
        {
            TensorLeak leak = Assert.Single(found, leak => leak.Shape == shape);
            Assert.Equal(TensorDType.BF16, leak.DType);
            Assert.Contains(nameof(LeakAView), leak.Trace!, StringComparison.Ordinal);
        }

        Assert.True(TensorLeaks.Count > before);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeakAView(TensorShape shape)
    {
        using Tensor whole = Tensor.Zeros(shape, TensorDType.BF16);
        whole.Rows(0, 1);
    }
}
