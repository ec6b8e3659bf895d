using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tensors;

/// <content>
/// Activations. The forms without a destination allocate their result in this tensor's ledger; the forms with one allocate nothing and
/// may write over this tensor. NaN stays NaN.
/// </content>
public sealed partial class Tensor
{
    /// <summary>max(x, 0) of every element, in a new tensor.</summary>
    /// <returns>The same shape; allocated.</returns>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    public Tensor Relu() => Apply<ReluOperator>();

    /// <summary>max(x, 0) of every element, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">The same shape; it may be this tensor.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void Relu(Tensor destination) => Apply<ReluOperator>(destination);

    /// <summary>1 / (1 + e⁻ˣ) of every element, in a new tensor.</summary>
    /// <inheritdoc cref="Relu()"/>
    public Tensor Sigmoid() => Apply<SigmoidOperator>();

    /// <summary>1 / (1 + e⁻ˣ) of every element, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <inheritdoc cref="Relu(Tensor)"/>
    public void Sigmoid(Tensor destination) => Apply<SigmoidOperator>(destination);

    /// <summary>tanh x of every element, in a new tensor.</summary>
    /// <inheritdoc cref="Relu()"/>
    public Tensor Tanh() => Apply<TanhOperator>();

    /// <summary>tanh x of every element, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <inheritdoc cref="Relu(Tensor)"/>
    public void Tanh(Tensor destination) => Apply<TanhOperator>(destination);

    /// <summary>The softmax of each row (of the whole, where the rank is below 2), in a new tensor.</summary>
    /// <remarks>The maximum of a row is subtracted first. A row that holds NaN or +∞ becomes NaN.</remarks>
    /// <returns>The same shape; allocated.</returns>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    public Tensor Softmax()
    {
        Tensor result = new(Shape, Ledger);
        Softmax(result);
        return result;
    }

    /// <summary>The softmax of each row (of the whole, where the rank is below 2), written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>The maximum of a row is subtracted first. A row that holds NaN or +∞ becomes NaN.</remarks>
    /// <param name="destination">The same shape; it may be this tensor.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void Softmax(Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        RequireShape(destination, Shape);
        int columns = Shape.Rank == 0 ? 1 : Shape[Shape.Rank - 1];
        if (columns > 0)
        {
            RowSoftmax.Apply(ReadOnlySpan, destination.Span, columns);
            KeepAlive(this, destination);
        }
    }

    private Tensor Apply<TOperator>()
        where TOperator : struct, IUnaryOperator
    {
        Tensor result = new(Shape, Ledger);
        Apply<TOperator>(result);
        return result;
    }

    private void Apply<TOperator>(Tensor destination)
        where TOperator : struct, IUnaryOperator
    {
        ArgumentNullException.ThrowIfNull(destination);
        RequireShape(destination, Shape);
        Elementwise.Apply<TOperator>(ReadOnlySpan, destination.Span);
        KeepAlive(this, destination);
    }
}
