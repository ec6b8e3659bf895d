using System.Numerics.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tensors;

/// <content>
/// Arithmetic. The forms without a destination allocate their result in this tensor's ledger; the forms with one allocate nothing.
/// </content>
public sealed partial class Tensor
{
    /// <summary>The matrix product in a new tensor.</summary>
    /// <param name="other">A matrix [K, N] where this one is [M, K].</param>
    /// <returns>[M, N]; allocated.</returns>
    /// <exception cref="ArgumentException">An operand is no matrix, or the inner extents differ.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    public Tensor MatMul(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        RequireProduct(other);
        Tensor result = new(TensorShape.Matrix(Shape[0], other.Shape[1]), Ledger);
        MatMul(other, result);
        return result;
    }

    /// <summary>The matrix product, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="other">A matrix [K, N] where this one is [M, K].</param>
    /// <param name="destination">[M, N]; neither of the operands.</param>
    /// <exception cref="ArgumentException">A shape doesn't fit, or the destination is an operand.</exception>
    public void MatMul(Tensor other, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(destination);
        RequireProduct(other);
        RequireShape(destination, TensorShape.Matrix(Shape[0], other.Shape[1]));
        if (ReferenceEquals(destination, this) || ReferenceEquals(destination, other))
        {
            throw new ArgumentException("The product cannot be written over one of its operands.", nameof(destination));
        }

        MatMulKernel.Apply(ReadOnlySpan, other.ReadOnlySpan, destination.Span, Shape[0], Shape[1], other.Shape[1]);
        KeepAlive(this, other, destination);
    }

    /// <summary>The sum, element by element, in a new tensor.</summary>
    /// <param name="other">A tensor of the same shape.</param>
    /// <returns>The same shape; allocated.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    public Tensor Add(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        RequireShape(other, Shape);
        Tensor result = new(Shape, Ledger);
        Add(other, result);
        return result;
    }

    /// <summary>The sum, element by element, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="other">A tensor of the same shape.</param>
    /// <param name="destination">The same shape; it may be an operand.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void Add(Tensor other, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(destination);
        RequireShape(other, Shape);
        RequireShape(destination, Shape);
        TensorPrimitives.Add(ReadOnlySpan, other.ReadOnlySpan, destination.Span);
        KeepAlive(this, other, destination);
    }

    /// <summary>Every element times a factor, in a new tensor.</summary>
    /// <param name="factor">Any number.</param>
    /// <returns>The same shape; allocated.</returns>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    public Tensor Scale(float factor)
    {
        Tensor result = new(Shape, Ledger);
        Scale(factor, result);
        return result;
    }

    /// <summary>Every element times a factor, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="factor">Any number.</param>
    /// <param name="destination">The same shape; it may be this tensor.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void Scale(float factor, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        RequireShape(destination, Shape);
        TensorPrimitives.Multiply(ReadOnlySpan, factor, destination.Span);
        KeepAlive(this, destination);
    }

    /// <summary>The sum in a new tensor: <see cref="Add(Tensor)"/>.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor operator +(Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return left.Add(right);
    }

    /// <summary>The multiple in a new tensor: <see cref="Scale(float)"/>.</summary>
    public static Tensor operator *(Tensor tensor, float factor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.Scale(factor);
    }

    /// <summary>The multiple in a new tensor: <see cref="Scale(float)"/>.</summary>
    public static Tensor operator *(float factor, Tensor tensor) => tensor * factor;

    private void RequireProduct(Tensor other)
    {
        if (Shape.Rank != 2 || other.Shape.Rank != 2 || Shape[1] != other.Shape[0])
        {
            throw new ArgumentException($"A matrix product needs [M, K] and [K, N], not {Shape} and {other.Shape}.", nameof(other));
        }
    }

    private static void RequireShape(Tensor tensor, TensorShape shape)
    {
        if (tensor.Shape != shape)
        {
            throw new ArgumentException($"The shape {shape} is needed here, not {tensor.Shape}.", nameof(tensor));
        }
    }

    // The kernels see spans only; without this a tensor nobody refers to any more could be finalized beneath one.
    private static void KeepAlive(Tensor first, Tensor second, Tensor? third = null)
    {
        GC.KeepAlive(first);
        GC.KeepAlive(second);
        GC.KeepAlive(third);
    }
}
