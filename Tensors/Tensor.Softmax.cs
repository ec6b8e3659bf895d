using InfernoOrleans.Tensors.Kernels;
using InfernoOrleans.Tensors.Layout;

namespace InfernoOrleans.Tensors;

/// <content>Softmax of each lane along an axis. A lane's maximum is subtracted first; a lane that holds NaN or +∞, or nothing but −∞, becomes NaN.</content>
public sealed unsafe partial class Tensor
{
    /// <summary>The softmax along an axis, in a new tensor.</summary>
    /// <remarks>The maximum is subtracted first. A lane that holds NaN or +∞, or nothing but −∞, becomes NaN.</remarks>
    /// <param name="axis">0 to the rank − 1, or from the end: −1, the last, when absent. A scalar is one lane.</param>
    /// <returns>The same shape; allocated.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Softmax(int axis = -1)
    {
        RequireLanes(axis);
        Tensor result = Result(Shape);
        Softmax(result, axis);
        return result;
    }

    /// <summary>The softmax along an axis, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>The maximum is subtracted first. A lane that holds NaN or +∞, or nothing but −∞, becomes NaN.</remarks>
    /// <param name="destination">The same shape. It may be this tensor, but not overlap it otherwise.</param>
    /// <param name="axis">0 to the rank − 1, or from the end: −1, the last, when absent. A scalar is one lane.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the destination overlaps this tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void Softmax(Tensor destination, int axis = -1)
    {
        RequireLanes(destination, axis);
        bool rows = axis == -1 || axis == Shape.Rank - 1;
        if (rows && IsContiguous && destination.IsContiguous && Shape.ElementCount > 0)
        {
            RowSoftmax.Apply(ReadOnlySpan, destination.Span, LastExtent(Shape));
            KeepAlive(this, destination);
            return;
        }

        ForEachLane(new LaneSoftmax(logarithm: false), destination, axis);
    }

    /// <summary>The logarithm of the softmax along an axis, in a new tensor; it keeps the digits of small probabilities.</summary>
    /// <inheritdoc cref="Softmax(int)" path="/remarks|/param|/returns|/exception"/>
    public Tensor LogSoftmax(int axis = -1)
    {
        RequireLanes(axis);
        Tensor result = Result(Shape);
        LogSoftmax(result, axis);
        return result;
    }

    /// <summary>
    /// The logarithm of the softmax along an axis, written to <paramref name="destination"/>; it keeps the digits of small probabilities.
    /// Allocates nothing.
    /// </summary>
    /// <inheritdoc cref="Softmax(Tensor, int)" path="/remarks|/param|/exception"/>
    public void LogSoftmax(Tensor destination, int axis = -1)
    {
        RequireLanes(destination, axis);
        ForEachLane(new LaneSoftmax(logarithm: true), destination, axis);
    }

    private void RequireLanes(int axis) => _ = Shape.Rank == 0 ? TensorShape.Vector(1).Normalize(axis) : Shape.Normalize(axis);

    private void RequireLanes(Tensor destination, int axis)
    {
        ArgumentNullException.ThrowIfNull(destination);
        RequireLanes(axis);
        RequireShape(destination, Shape);
        RequireApart(destination, this, mayBeSame: true);
    }

    private void ForEachLane<TLane>(TLane lane, Tensor destination, int axis)
        where TLane : struct, ILaneOperator
    {
        float* x = Floats;
        float* y = destination.Floats;
        if (Shape.ElementCount == 0)
        {
            return;
        }

        if (Shape.Rank == 0)
        {
            lane.Apply(x, 1, 1, y, 1, 1, count: 1, lanes: 1);
        }
        else
        {
            axis = Shape.Normalize(axis);
            TensorLayout lanes = layout.Without(axis);
            RunWalk walk = new(destination.layout.Without(axis), lanes, lanes);
            while (walk.MoveNext())
            {
                lane.Apply(
                    x + walk.First,
                    layout.Stride(axis),
                    walk.FirstStep,
                    y + walk.Result,
                    destination.layout.Stride(axis),
                    walk.ResultStep,
                    Shape[axis],
                    walk.Length);
            }
        }

        KeepAlive(this, destination);
    }
}
