using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>A tensor as its lanes along an axis lie: [outer, count, inner], the elements of a lane <c>inner</c> apart.</summary>
/// <param name="Shape">The tensor's own shape.</param>
/// <param name="Outer">The product of the extents before the axis.</param>
/// <param name="Count">The elements of a lane.</param>
/// <param name="Inner">The product of the extents after the axis.</param>
/// <param name="Rest">The extents without the axis.</param>
internal sealed record Lanes(TensorShape Shape, int Outer, int Count, int Inner, int[] Rest)
{
    /// <summary>All elements as one lane.</summary>
    public static Lanes Whole(TensorShape shape) => new(shape, 1, (int)shape.ElementCount, 1, []);

    /// <summary>The lanes along an axis.</summary>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="axis">From 0, or from the end, where −1 is the last.</param>
    /// <param name="given">Whether the client named it: a single number has no axis, but is one lane where none is named.</param>
    /// <param name="field">The name of its field.</param>
    /// <exception cref="RefusedException">There is no such axis.</exception>
    public static Lanes Along(TensorShape shape, int axis, bool given, string field)
    {
        if (shape.Rank == 0)
        {
            return given
                ? throw RefusedException.Invalid(field, $"{field} is {axis}; a tensor [] is a single number and has no axis. Leave it out.")
                : Whole(shape);
        }

        if (axis < -shape.Rank || axis >= shape.Rank)
        {
            throw RefusedException.Invalid(
                field, $"{field} is {axis}; a tensor {shape} has the axes 0 to {shape.Rank - 1}, or from the end -1 to -{shape.Rank}.");
        }

        var at = axis < 0 ? axis + shape.Rank : axis;
        var extents = shape.Extents();
        return new(shape, Product(extents[..at]), extents[at], Product(extents[(at + 1)..]), [.. extents[..at], .. extents[(at + 1)..]]);
    }

    private static int Product(int[] extents) => extents.Aggregate(1, (product, extent) => product * extent);
}
