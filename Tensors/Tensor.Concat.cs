using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tensors;

/// <content>Joining tensors.</content>
public sealed unsafe partial class Tensor
{
    /// <summary>Tensors one after another along an axis, in a new tensor of the first one's ledger.</summary>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last.</param>
    /// <param name="tensors">At least one, of the same extents but for the axis.</param>
    /// <returns>The sum of the extents at the axis, and the others; allocated.</returns>
    /// <exception cref="ArgumentException">There are none, or their shapes don't fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public static Tensor Concat(int axis, params ReadOnlySpan<Tensor> tensors)
    {
        TensorShape shape = JoinedShape(ref axis, tensors);
        Tensor result = tensors[0].Result(shape);
        Concat(axis, tensors, result);
        return result;
    }

    /// <summary>Tensors one after another along an axis, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last.</param>
    /// <param name="tensors">At least one, of the same extents but for the axis.</param>
    /// <param name="destination">The sum of the extents at the axis, and the others; it overlaps none of the tensors.</param>
    /// <exception cref="ArgumentException">There are none, a shape doesn't fit, or the destination overlaps a tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public static void Concat(int axis, ReadOnlySpan<Tensor> tensors, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        RequireShape(destination, JoinedShape(ref axis, tensors));
        foreach (Tensor tensor in tensors)
        {
            RequireApart(destination, tensor, mayBeSame: false);
        }

        float* place = destination.Floats;
        foreach (Tensor tensor in tensors)
        {
            int extent = tensor.Shape[axis];
            StridedUnary.Apply(default(CopyRun), tensor.Floats, tensor.layout, place, destination.layout.With(axis, extent));
            place += (nint)extent * destination.layout.Stride(axis);
            KeepAlive(tensor, destination);
        }
    }

    private static TensorShape JoinedShape(ref int axis, ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.IsEmpty)
        {
            throw new ArgumentException("There is nothing to join.", nameof(tensors));
        }

        TensorShape first = Of(tensors[0]).Shape;
        axis = first.Normalize(axis);
        long extent = 0;
        foreach (Tensor tensor in tensors)
        {
            _ = Of(tensor).Floats;
            if (tensor.Shape.Rank != first.Rank || tensor.Shape.With(axis, first[axis]) != first)
            {
                throw new ArgumentException($"The shapes {first} and {tensor.Shape} cannot be joined along axis {axis}.", nameof(tensors));
            }

            extent += tensor.Shape[axis];
        }

        return extent <= int.MaxValue
            ? first.With(axis, (int)extent)
            : throw new ArgumentException($"Joined along axis {axis} the tensors have {extent} positions, which are too many.", nameof(tensors));
    }
}
