using System.Numerics;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>The shapes of the operands of a task, and what becomes of two of them.</summary>
internal static class OperandShapes
{
    /// <summary>Checks the operands by themselves.</summary>
    /// <param name="tensors">As they were sent.</param>
    /// <param name="count">How many the operation takes.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="field">The name of the field that holds them.</param>
    /// <exception cref="RefusedException">There are more or fewer, or one has a shape that none can have or that its data don't fill.</exception>
    public static TensorShape[] Read(IReadOnlyList<TaskTensor>? tensors, int count, string operation, string field)
    {
        if (tensors?.Count != count)
        {
            throw RefusedException.Invalid(
                field,
                $"{field} {(tensors is null ? "is required" : $"holds {tensors.Count:N0}")}; {operation} takes {(count == 1 ? "one tensor" : "two tensors")}.");
        }

        return [.. tensors.Select((tensor, index) => Read(tensor, $"{field}[{index}]"))];
    }

    /// <summary>What two shapes broadcast to: aligned at the last axis, an extent of 1 (or a missing one) stretches.</summary>
    /// <returns>Null where they don't.</returns>
    public static int[]? Broadcast(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        var result = new int[Math.Max(left.Length, right.Length)];
        for (var fromEnd = 1; fromEnd <= result.Length; fromEnd++)
        {
            var one = fromEnd <= left.Length ? left[^fromEnd] : 1;
            var other = fromEnd <= right.Length ? right[^fromEnd] : 1;
            if (one != other && one != 1 && other != 1)
            {
                return null;
            }

            result[^fromEnd] = one == 1 ? other : one;
        }

        return result;
    }

    /// <summary>The extents as an array.</summary>
    public static int[] Extents(this TensorShape shape) => [.. Enumerable.Range(0, shape.Rank).Select(axis => shape[axis])];

    private static TensorShape Read(TaskTensor? tensor, string field)
    {
        if (tensor?.Shape is not { } shape)
        {
            throw RefusedException.Invalid($"{field}.shape", $"{field}.shape is required; it must hold 0 to {TensorShape.MaxRank} extents.");
        }

        if (shape.Count > TensorShape.MaxRank)
        {
            throw RefusedException.Invalid(
                $"{field}.shape", $"{field}.shape holds {shape.Count:N0} extents; a tensor has 0 to {TensorShape.MaxRank}.");
        }

        var elements = BigInteger.One;
        for (var axis = 0; axis < shape.Count; axis++)
        {
            if (shape[axis] < 1)
            {
                throw RefusedException.Invalid(
                    $"{field}.shape[{axis}]", $"{field}.shape[{axis}] is {shape[axis]}; an extent must be a whole number of at least 1.");
            }

            elements *= shape[axis];
        }

        // The extents multiply to a number of elements that memory holds, so each of them and their product are within 31 bits.
        var numbers = tensor.Data.Length / sizeof(float);
        return elements == numbers && tensor.Data.Length % sizeof(float) == 0
            ? TensorShape.Of([.. shape.Select(extent => (int)extent)])
            : throw RefusedException.Invalid(
                $"{field}.data",
                $"{field}.data holds {numbers:N0} numbers; the shape [{string.Join(", ", shape)}] takes {elements:N0}.");
    }
}
