using CsCheck;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

/// <summary>Tensors of any strides, and their elements without the code under test but its indexer.</summary>
internal static class Views
{
    /// <summary>Shapes with extents from 0 or 1 to 5.</summary>
    public static Gen<TensorShape> Shapes(int minRank = 0, int maxRank = 4, int minExtent = 0) =>
        Gen.Int[minExtent, 5].Array[minRank, maxRank].Select(extents => TensorShape.Of(extents));

    public static int[] Extents(TensorShape shape) => [.. Enumerable.Range(0, shape.Rank).Select(axis => shape[axis])];

    /// <summary>Uniform numbers of −1 to 1 in a slice of a permutation of something greater; for odd seeds contiguous.</summary>
    public static Tensor Random(TensorShape shape, long seed)
    {
        if (seed % 2 != 0)
        {
            return Tensor.Uniform(shape, -1, 1, seed);
        }

        int[] order = [.. Enumerable.Range(0, shape.Rank)];
        System.Random random = new((int)seed);
        random.Shuffle(order);
        int[] before = [.. order.Select(_ => random.Next(3))];
        int[] extents = new int[shape.Rank];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            extents[order[axis]] = shape[axis] + before[axis] + random.Next(2);
        }

        Tensor view = Tensor.Uniform(TensorShape.Of(extents), -1, 1, seed);
        Replace(ref view, view.Permute(order));
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            Replace(ref view, view.Slice(axis, before[axis], shape[axis]));
        }

        return view;
    }

    /// <summary>All indices of a shape, row by row.</summary>
    public static IEnumerable<int[]> Indices(TensorShape shape)
    {
        for (long i = 0; i < shape.ElementCount; i++)
        {
            int[] indices = new int[shape.Rank];
            long rest = i;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                indices[axis] = (int)(rest % shape[axis]);
                rest /= shape[axis];
            }

            yield return indices;
        }
    }

    /// <summary>The elements row by row.</summary>
    public static float[] Elements(this Tensor tensor) => [.. Indices(tensor.Shape).Select(indices => tensor[indices])];

    /// <summary>The lanes along an axis, in the order of the rows of the other axes, each as its indices.</summary>
    public static IEnumerable<int[][]> Lanes(TensorShape shape, int axis) =>
        Indices(TensorShape.Of([.. Extents(shape).Where((_, i) => i != axis)]))
            .Select(others => Enumerable.Range(0, shape[axis])
                .Select(i => (int[])[.. others[..axis], i, .. others[axis..]]).ToArray());

    private static void Replace(ref Tensor view, Tensor next)
    {
        view.Dispose();
        view = next;
    }
}
