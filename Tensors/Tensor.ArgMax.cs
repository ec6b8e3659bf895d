using InfernoOrleans.Tensors.Kernels;
using InfernoOrleans.Tensors.Layout;

namespace InfernoOrleans.Tensors;

/// <content>Where the greatest elements are.</content>
public sealed unsafe partial class Tensor
{
    /// <summary>The position of the greatest element among all, row by row.</summary>
    /// <remarks>The first of equal ones. NaN counts as greater than all numbers, and 0 as greater than −0.</remarks>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32, or has no elements.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public int ArgMax() => Whole<ArgMaxReduction, ArgMaxReduction.Best, int>(mayBeEmpty: false);

    /// <summary>The position along an axis of the greatest element of each lane.</summary>
    /// <remarks>The first of equal ones. NaN counts as greater than all numbers, and 0 as greater than −0.</remarks>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last.</param>
    /// <returns>A position for each lane, in the order of the rows of the other extents; allocated.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32, or the axis has no elements while others have.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public int[] ArgMax(int axis)
    {
        int[] positions = new int[Shape.Without(Shape.Normalize(axis)).ElementCount];
        ArgMax(axis, positions);
        return positions;
    }

    /// <summary>The position along an axis of the greatest element of each lane, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>The first of equal ones. NaN counts as greater than all numbers, and 0 as greater than −0.</remarks>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last.</param>
    /// <param name="destination">A place for each lane, in the order of the rows of the other extents.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32, or the axis has no elements while others have.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public void ArgMax(int axis, Span<int> destination)
    {
        axis = Shape.Normalize(axis);
        TensorShape shape = Shape.Without(axis);
        if (destination.Length != shape.ElementCount)
        {
            throw new ArgumentException($"{destination.Length} places are not those of {shape.ElementCount} lanes.", nameof(destination));
        }

        RequireElements(axis);
        fixed (int* positions = destination)
        {
            AxisReduction.Apply<ArgMaxReduction, ArgMaxReduction.Best, int>(Floats, layout, axis, positions, new TensorLayout(shape));
        }

        GC.KeepAlive(this);
    }
}
