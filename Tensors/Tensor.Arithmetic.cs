using InfernoOrleans.Tensors.Kernels;
using InfernoOrleans.Tensors.Layout;

namespace InfernoOrleans.Tensors;

/// <content>
/// Arithmetic, element by element. Shapes broadcast as in NumPy: aligned at the last axis, an extent of 1 (or a missing one) stretches. The forms
/// without a destination allocate their result in this tensor's ledger; the forms with one allocate nothing and may write over an operand of the
/// result's shape. All is IEEE arithmetic: NaN stays NaN.
/// </content>
public sealed unsafe partial class Tensor
{
    /// <summary>The sum, in a new tensor.</summary>
    /// <remarks>∞ − ∞ is NaN.</remarks>
    /// <param name="other">A tensor whose shape broadcasts with this one's.</param>
    /// <returns>The shape that both broadcast to; allocated.</returns>
    /// <exception cref="ArgumentException">The shapes don't broadcast.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public Tensor Add(Tensor other) => Binary<AddOperator>(other);

    /// <summary>The sum, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>∞ − ∞ is NaN.</remarks>
    /// <param name="other">A tensor whose shape broadcasts with this one's.</param>
    /// <param name="destination">The shape that both broadcast to. It may be an operand of that shape, but not overlap one otherwise.</param>
    /// <exception cref="ArgumentException">A shape doesn't fit, or the destination overlaps an operand.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void Add(Tensor other, Tensor destination) => Binary<AddOperator>(other, destination);

    /// <summary>The difference, in a new tensor.</summary>
    /// <remarks>∞ − ∞ is NaN.</remarks>
    /// <inheritdoc cref="Add(Tensor)" path="/param|/returns|/exception"/>
    public Tensor Subtract(Tensor other) => Binary<SubtractOperator>(other);

    /// <summary>The difference, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>∞ − ∞ is NaN.</remarks>
    /// <inheritdoc cref="Add(Tensor, Tensor)" path="/param|/exception"/>
    public void Subtract(Tensor other, Tensor destination) => Binary<SubtractOperator>(other, destination);

    /// <summary>The product, element by element, in a new tensor.</summary>
    /// <remarks>0 · ∞ is NaN.</remarks>
    /// <inheritdoc cref="Add(Tensor)" path="/param|/returns|/exception"/>
    public Tensor Multiply(Tensor other) => Binary<MultiplyOperator>(other);

    /// <summary>The product, element by element, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>0 · ∞ is NaN.</remarks>
    /// <inheritdoc cref="Add(Tensor, Tensor)" path="/param|/exception"/>
    public void Multiply(Tensor other, Tensor destination) => Binary<MultiplyOperator>(other, destination);

    /// <summary>The quotient, in a new tensor.</summary>
    /// <remarks>x / 0 is ±∞, 0 / 0 NaN.</remarks>
    /// <inheritdoc cref="Add(Tensor)" path="/param|/returns|/exception"/>
    public Tensor Divide(Tensor other) => Binary<DivideOperator>(other);

    /// <summary>The quotient, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>x / 0 is ±∞, 0 / 0 NaN.</remarks>
    /// <inheritdoc cref="Add(Tensor, Tensor)" path="/param|/exception"/>
    public void Divide(Tensor other, Tensor destination) => Binary<DivideOperator>(other, destination);

    /// <summary>A number added to every element, in a new tensor.</summary>
    /// <param name="number">Any number.</param>
    /// <inheritdoc cref="Scale(float)" path="/returns|/exception"/>
    public Tensor Add(float number) => WithNumber<AddOperator>(number);

    /// <summary>A number added to every element, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="number">Any number.</param>
    /// <param name="destination">The same shape. It may be this tensor, but not overlap it otherwise.</param>
    /// <inheritdoc cref="Scale(float, Tensor)" path="/exception"/>
    public void Add(float number, Tensor destination) => WithNumber<AddOperator>(number, destination);

    /// <summary>Every element times a factor, in a new tensor.</summary>
    /// <param name="factor">Any number.</param>
    /// <returns>The same shape; allocated.</returns>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Scale(float factor) => WithNumber<MultiplyOperator>(factor);

    /// <summary>Every element times a factor, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="factor">Any number.</param>
    /// <param name="destination">The same shape. It may be this tensor, but not overlap it otherwise.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the destination overlaps this tensor.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void Scale(float factor, Tensor destination) => WithNumber<MultiplyOperator>(factor, destination);

    /// <summary>A number subtracted from every element, in a new tensor.</summary>
    /// <param name="number">Any number.</param>
    /// <inheritdoc cref="Scale(float)" path="/returns|/exception"/>
    public Tensor Subtract(float number) => WithNumber<SubtractOperator>(number);

    /// <summary>A number subtracted from every element, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="number">Any number.</param>
    /// <param name="destination">The same shape. It may be this tensor, but not overlap it otherwise.</param>
    /// <inheritdoc cref="Scale(float, Tensor)" path="/exception"/>
    public void Subtract(float number, Tensor destination) => WithNumber<SubtractOperator>(number, destination);

    /// <summary>Every element divided by a number, in a new tensor.</summary>
    /// <param name="divisor">Any number; x / 0 is ±∞, 0 / 0 NaN.</param>
    /// <inheritdoc cref="Scale(float)" path="/returns|/exception"/>
    public Tensor Divide(float divisor) => WithNumber<DivideOperator>(divisor);

    /// <summary>Every element divided by a number, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="divisor">Any number; x / 0 is ±∞, 0 / 0 NaN.</param>
    /// <param name="destination">The same shape. It may be this tensor, but not overlap it otherwise.</param>
    /// <inheritdoc cref="Scale(float, Tensor)" path="/exception"/>
    public void Divide(float divisor, Tensor destination) => WithNumber<DivideOperator>(divisor, destination);

    private Tensor Binary<TOperator>(Tensor other)
        where TOperator : struct, IBinaryOperator
    {
        ArgumentNullException.ThrowIfNull(other);
        _ = other.Floats;
        Tensor result = Result(BroadcastShape(other));
        Binary<TOperator>(other, result);
        return result;
    }

    private void Binary<TOperator>(Tensor other, Tensor destination)
        where TOperator : struct, IBinaryOperator
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(destination);
        TensorShape shape = BroadcastShape(other);
        RequireShape(destination, shape);
        RequireApart(destination, this, mayBeSame: true);
        RequireApart(destination, other, mayBeSame: true);
        StridedBinary.Apply<TOperator>(
            Floats, layout.Broadcast(shape), other.Floats, other.layout.Broadcast(shape), destination.Floats, destination.layout);
        KeepAlive(this, other, destination);
    }

    private Tensor WithNumber<TOperator>(float number)
        where TOperator : struct, IBinaryOperator
    {
        Tensor result = Result(Shape);
        WithNumber<TOperator>(number, result);
        return result;
    }

    private void WithNumber<TOperator>(float number, Tensor destination)
        where TOperator : struct, IBinaryOperator
    {
        ArgumentNullException.ThrowIfNull(destination);
        RequireShape(destination, Shape);
        RequireApart(destination, this, mayBeSame: true);
        TensorLayout same = new TensorLayout(TensorShape.Of()).Broadcast(Shape);
        StridedBinary.Apply<TOperator>(Floats, layout, &number, same, destination.Floats, destination.layout);
        KeepAlive(this, destination);
    }

    private TensorShape BroadcastShape(Tensor other) =>
        TensorShape.TryBroadcast(Shape, other.Shape, out TensorShape shape)
            ? shape
            : throw new ArgumentException($"The shapes {Shape} and {other.Shape} don't broadcast.", nameof(other));
}
