using InfernoOrleans.Tensors.Kernels;
using InfernoOrleans.Tensors.Layout;

namespace InfernoOrleans.Tensors;

/// <content>Many elements to one: over the whole tensor, or over each lane along an axis.</content>
public sealed unsafe partial class Tensor
{
    /// <summary>The sum of all elements.</summary>
    /// <remarks>Added in FP64 and rounded once. NaN, or ∞ and −∞, make NaN; nothing adds up to 0.</remarks>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public float Sum() => Whole<SumReduction, double, float>(mayBeEmpty: true);

    /// <summary>The sum of each lane along an axis, in a new tensor.</summary>
    /// <remarks>Added in FP64 and rounded once. NaN, or ∞ and −∞, make NaN; nothing adds up to 0.</remarks>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last.</param>
    /// <param name="keepAxis">Whether the axis stays with an extent of 1, so that the result broadcasts with this tensor.</param>
    /// <returns>The other extents; allocated.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Sum(int axis, bool keepAxis = false) => Along<SumReduction, double>(axis, keepAxis, mayBeEmpty: true);

    /// <summary>The sum of each lane along an axis, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>Added in FP64 and rounded once. NaN, or ∞ and −∞, make NaN; nothing adds up to 0.</remarks>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last.</param>
    /// <param name="destination">The other extents, with or without a 1 at the axis; it doesn't overlap this tensor.</param>
    /// <exception cref="ArgumentException">The destination has another shape, or overlaps this tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void Sum(int axis, Tensor destination) => Along<SumReduction, double>(axis, destination, mayBeEmpty: true);

    /// <summary>The mean of all elements.</summary>
    /// <remarks>Added in FP64 and rounded once. NaN, or ∞ and −∞, make NaN; the mean of nothing is NaN.</remarks>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public float Mean() => Whole<MeanReduction, double, float>(mayBeEmpty: true);

    /// <summary>The mean of each lane along an axis, in a new tensor.</summary>
    /// <remarks>Added in FP64 and rounded once. NaN, or ∞ and −∞, make NaN; the mean of nothing is NaN.</remarks>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last.</param>
    /// <param name="keepAxis">Whether the axis stays with an extent of 1, so that the result broadcasts with this tensor.</param>
    /// <returns>The other extents; allocated.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Mean(int axis, bool keepAxis = false) => Along<MeanReduction, double>(axis, keepAxis, mayBeEmpty: true);

    /// <summary>The mean of each lane along an axis, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>Added in FP64 and rounded once. NaN, or ∞ and −∞, make NaN; the mean of nothing is NaN.</remarks>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last.</param>
    /// <param name="destination">The other extents, with or without a 1 at the axis; it doesn't overlap this tensor.</param>
    /// <exception cref="ArgumentException">The destination has another shape, or overlaps this tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void Mean(int axis, Tensor destination) => Along<MeanReduction, double>(axis, destination, mayBeEmpty: true);

    /// <summary>The greatest of all elements.</summary>
    /// <remarks>NaN where there is one.</remarks>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32, or has no elements.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public float Max() => Whole<MaxReduction, float, float>(mayBeEmpty: false);

    /// <summary>The greatest of each lane along an axis, in a new tensor.</summary>
    /// <remarks>NaN where there is one.</remarks>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last.</param>
    /// <param name="keepAxis">Whether the axis stays with an extent of 1, so that the result broadcasts with this tensor.</param>
    /// <returns>The other extents; allocated.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32, or the axis has no elements while others have.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Max(int axis, bool keepAxis = false) => Along<MaxReduction, float>(axis, keepAxis, mayBeEmpty: false);

    /// <summary>The greatest of each lane along an axis, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>NaN where there is one.</remarks>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last.</param>
    /// <param name="destination">The other extents, with or without a 1 at the axis; it doesn't overlap this tensor.</param>
    /// <exception cref="ArgumentException">The destination has another shape, or overlaps this tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32, or the axis has no elements while others have.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void Max(int axis, Tensor destination) => Along<MaxReduction, float>(axis, destination, mayBeEmpty: false);

    /// <summary>The smallest of all elements.</summary>
    /// <remarks>NaN where there is one.</remarks>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32, or has no elements.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public float Min() => Whole<MinReduction, float, float>(mayBeEmpty: false);

    /// <summary>The smallest of each lane along an axis, in a new tensor.</summary>
    /// <remarks>NaN where there is one.</remarks>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last.</param>
    /// <param name="keepAxis">Whether the axis stays with an extent of 1, so that the result broadcasts with this tensor.</param>
    /// <returns>The other extents; allocated.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32, or the axis has no elements while others have.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Min(int axis, bool keepAxis = false) => Along<MinReduction, float>(axis, keepAxis, mayBeEmpty: false);

    /// <summary>The smallest of each lane along an axis, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>NaN where there is one.</remarks>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last.</param>
    /// <param name="destination">The other extents, with or without a 1 at the axis; it doesn't overlap this tensor.</param>
    /// <exception cref="ArgumentException">The destination has another shape, or overlaps this tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32, or the axis has no elements while others have.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void Min(int axis, Tensor destination) => Along<MinReduction, float>(axis, destination, mayBeEmpty: false);

    private TResult Whole<TReduction, TState, TResult>(bool mayBeEmpty)
        where TReduction : struct, IReduction<TState, TResult>
    {
        float* first = Floats;
        if (!mayBeEmpty && Shape.ElementCount == 0)
        {
            throw new InvalidOperationException($"A tensor {Shape} has no elements to choose from.");
        }

        TResult result = AxisReduction.Whole<TReduction, TState, TResult>(first, layout);
        GC.KeepAlive(this);
        return result;
    }

    private Tensor Along<TReduction, TState>(int axis, bool keepAxis, bool mayBeEmpty)
        where TReduction : struct, IReduction<TState, float>
        where TState : unmanaged
    {
        axis = Shape.Normalize(axis);
        if (!mayBeEmpty)
        {
            RequireElements(axis);
        }

        Tensor result = Result(keepAxis ? Shape.With(axis, 1) : Shape.Without(axis));
        Along<TReduction, TState>(axis, result, mayBeEmpty);
        return result;
    }

    private void Along<TReduction, TState>(int axis, Tensor destination, bool mayBeEmpty)
        where TReduction : struct, IReduction<TState, float>
        where TState : unmanaged
    {
        ArgumentNullException.ThrowIfNull(destination);
        axis = Shape.Normalize(axis);
        if (!mayBeEmpty)
        {
            RequireElements(axis);
        }

        TensorLayout to = destination.layout;
        if (to.Shape == Shape.With(axis, 1))
        {
            to = to.Without(axis);
        }
        else
        {
            RequireShape(destination, Shape.Without(axis));
        }

        RequireApart(destination, this, mayBeSame: false);
        AxisReduction.Apply<TReduction, TState, float>(Floats, layout, axis, destination.Floats, to);
        KeepAlive(this, destination);
    }

    private void RequireElements(int axis)
    {
        if (Shape[axis] == 0 && Shape.Without(axis).ElementCount > 0)
        {
            throw new InvalidOperationException($"Along axis {axis} a tensor {Shape} has no elements to choose from.");
        }
    }
}
