using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tensors;

/// <content>
/// Matrix products, on one thread. Each element is 0 to which the products are added in the order of k, each product and sum rounded once:
/// the bits don't depend on strides, on the other rows or on the vectors of the machine. NaN and infinity go where IEEE sends them.
/// </content>
public sealed unsafe partial class Tensor
{
    /// <summary>The matrix product in a new tensor.</summary>
    /// <param name="other">
    /// [K, N] where this one is [M, K]. Both may have one or two axes before these, which broadcast. It may be of any type: a matrix of
    /// another than FP32 is widened panel by panel as it is used.
    /// </param>
    /// <returns>[M, N] after the axes that both broadcast to; allocated.</returns>
    /// <exception cref="ArgumentException">The shapes don't fit.</exception>
    /// <exception cref="InvalidOperationException">This tensor isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public Tensor MatMul(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _ = other.Buffer;
        Tensor result = Result(ProductShape(other, transposed: false));
        MatMul(other, result);
        return result;
    }

    /// <summary>
    /// The matrix product, written to <paramref name="destination"/>. Allocates nothing, but for 416 KB of scratch that a thread keeps from
    /// its first product on.
    /// </summary>
    /// <param name="other">As for <see cref="MatMul(Tensor)"/>.</param>
    /// <param name="destination">[M, N] after the axes that both broadcast to; its memory overlaps neither operand's.</param>
    /// <exception cref="ArgumentException">A shape doesn't fit, or the destination overlaps an operand.</exception>
    /// <exception cref="InvalidOperationException">This tensor or the destination isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void MatMul(Tensor other, Tensor destination) => Product(other, destination, transposed: false);

    /// <summary>x · wᵀ in a new tensor: what a linear layer computes, whose weights are a row for each output.</summary>
    /// <param name="weights">
    /// [N, K] where this one is [M, K], with the same axes before these or fewer, which broadcast. Of any type: blocks along K are the form
    /// in which model files store quantized weights.
    /// </param>
    /// <inheritdoc cref="MatMul(Tensor)" path="/returns|/exception"/>
    public Tensor MatMulTransposed(Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _ = weights.Buffer;
        Tensor result = Result(ProductShape(weights, transposed: true));
        MatMulTransposed(weights, result);
        return result;
    }

    /// <summary>x · wᵀ, written to <paramref name="destination"/>. Allocates as little as <see cref="MatMul(Tensor, Tensor)"/>.</summary>
    /// <param name="weights">As for <see cref="MatMulTransposed(Tensor)"/>.</param>
    /// <param name="destination">[M, N] after the axes that both broadcast to; its memory overlaps neither operand's.</param>
    /// <inheritdoc cref="MatMul(Tensor, Tensor)" path="/exception"/>
    public void MatMulTransposed(Tensor weights, Tensor destination) => Product(weights, destination, transposed: true);

    private void Product(Tensor other, Tensor destination, bool transposed)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(destination);
        RequireShape(destination, ProductShape(other, transposed));
        RequireApart(destination, this, mayBeSame: false);
        RequireApart(destination, other, mayBeSame: false);
        _ = Floats;
        _ = destination.Floats;

        // Many matrices times one are one tall matrix.
        if (Shape.Rank > 2 && other.Shape.Rank == 2 && IsContiguous && destination.IsContiguous && Shape.ElementCount > 0)
        {
            int rows = (int)(Shape.ElementCount / Shape[-1]);
            Matrix tall = new(Floats, rows, Shape[-1], Shape[-1], 1);
            Matrix product = new(destination.Floats, rows, destination.Shape[-1], destination.Shape[-1], 1);
            other.MultiplyInto(tall, 0, 0, product, transposed);
        }
        else
        {
            int outer = destination.Shape.Rank > 3 ? destination.Shape[-4] : 1;
            int inner = destination.Shape.Rank > 2 ? destination.Shape[-3] : 1;
            for (int first = 0; first < outer; first++)
            {
                for (int second = 0; second < inner; second++)
                {
                    other.MultiplyInto(MatrixAt(first, second), first, second, destination.MatrixAt(first, second), transposed);
                }
            }
        }

        KeepAlive(this, other, destination);
    }

    /// <summary>c = a · one of this tensor's matrices.</summary>
    private void MultiplyInto(Matrix a, int first, int second, Matrix c, bool transposed)
    {
        if (DType == TensorDType.FP32)
        {
            Matrix b = MatrixAt(first, second);
            MatrixProduct.Apply(a, new MatrixPanels(transposed ? new(b.Start, b.Columns, b.Rows, (int)b.ColumnStride, (int)b.RowStride) : b), c);
            return;
        }

        long matrix = (BatchStride(-4) * first) + (BatchStride(-3) * second);
        byte* rows = FirstByte + (matrix * BytesFor(TensorShape.Matrix(Shape[-2], Shape[-1]), DType));
        if (transposed)
        {
            MatrixProduct.Apply(a, new StoredTransposePanels(rows, DType, Shape[-2], Shape[-1]), c);
        }
        else
        {
            MatrixProduct.Apply(a, new StoredPanels(rows, DType, Shape[-1]), c);
        }

        // How many matrices lie between neighbours along an axis of matrices that are contiguous.
        long BatchStride(int axis) => -axis > Shape.Rank || Shape[axis] == 1 ? 0 : axis == -4 ? Shape[-3] : 1;
    }

    /// <summary>A matrix of the last two axes; an axis before them of extent 1, or a missing one, has it everywhere.</summary>
    private Matrix MatrixAt(int first, int second)
    {
        int rank = Shape.Rank;
        float* start = Floats;
        start += rank > 3 && Shape[0] > 1 ? (nint)first * layout.Stride(0) : 0;
        start += rank > 2 && Shape[-3] > 1 ? (nint)second * layout.Stride(rank - 3) : 0;
        return new(start, Shape[-2], Shape[-1], layout.Stride(rank - 2), layout.Stride(rank - 1));
    }

    private TensorShape ProductShape(Tensor other, bool transposed)
    {
        int left = Shape.Rank;
        int right = other.Shape.Rank;
        if (left >= 2 && right >= 2 && Shape[-1] == other.Shape[transposed ? -1 : -2]
            && TensorShape.TryBroadcast(
                Shape.Without(left - 1).Without(left - 2), other.Shape.Without(right - 1).Without(right - 2), out TensorShape batch))
        {
            int rows = Shape[-2];
            int columns = other.Shape[transposed ? -2 : -1];
            return batch.Rank switch
            {
                0 => TensorShape.Matrix(rows, columns),
                1 => TensorShape.Of(batch[0], rows, columns),
                _ => TensorShape.Of(batch[0], batch[1], rows, columns),
            };
        }

        string needed = transposed ? "[…, M, K] and [N, K]" : "[…, M, K] and [K, N]";
        throw new ArgumentException($"A matrix product needs {needed}, not {Shape} and {other.Shape}.", nameof(other));
    }
}
