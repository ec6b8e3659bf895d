using System.Diagnostics;

namespace InfernoOrleans.Tensors.Layout;

/// <summary>
/// Goes over a result and one or two operands of the same shape in runs: positions along one axis, in steps that may differ between the three.
/// Axes that continue each other are one, so that contiguous tensors are a single run.
/// </summary>
internal struct RunWalk
{
    private readonly int axes;
    private Axes extents;
    private Axes results;
    private Axes firsts;
    private Axes seconds;
    private Axes position;
    private bool begun;

    /// <summary>Before the first run.</summary>
    /// <param name="result">What is written: no stride is 0 where the extent isn't 1.</param>
    /// <param name="first">An operand.</param>
    /// <param name="second">Another, or the same again.</param>
    /// <param name="inOrder">Whether the runs must come in the order of the rows; otherwise the result's memory decides.</param>
    public RunWalk(in TensorLayout result, in TensorLayout first, in TensorLayout second, bool inOrder = false)
    {
        TensorShape shape = result.Shape;
        Debug.Assert(first.Shape == shape && second.Shape == shape);
        IsEmpty = shape.ElementCount == 0;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] == 1)
            {
                continue;
            }

            int at = axes++;
            for (; at > 0 && !inOrder && results[at - 1] < result.Stride(axis); at--)
            {
                Move(at - 1, at);
            }

            extents[at] = shape[axis];
            results[at] = result.Stride(axis);
            firsts[at] = first.Stride(axis);
            seconds[at] = second.Stride(axis);
        }

        axes = Merge();
        Length = axes == 0 ? 1 : extents[axes - 1];
        ResultStep = axes == 0 ? 1 : results[axes - 1];
        FirstStep = axes == 0 ? 1 : firsts[axes - 1];
        SecondStep = axes == 0 ? 1 : seconds[axes - 1];
    }

    /// <summary>Whether there is no run at all.</summary>
    public bool IsEmpty { get; }

    /// <summary>The positions of a run, the same for all.</summary>
    public int Length { get; }

    public int ResultStep { get; }

    public int FirstStep { get; }

    public int SecondStep { get; }

    /// <summary>Where this run begins in the result, in elements.</summary>
    public nint Result { get; private set; }

    public nint First { get; private set; }

    public nint Second { get; private set; }

    public bool MoveNext()
    {
        if (!begun)
        {
            begun = true;
            return !IsEmpty;
        }

        for (int axis = axes - 2; axis >= 0; axis--)
        {
            Result += results[axis];
            First += firsts[axis];
            Second += seconds[axis];
            if (++position[axis] < extents[axis])
            {
                return true;
            }

            position[axis] = 0;
            Result -= (nint)results[axis] * extents[axis];
            First -= (nint)firsts[axis] * extents[axis];
            Second -= (nint)seconds[axis] * extents[axis];
        }

        return false;
    }

    private int Merge()
    {
        int last = 0;
        for (int axis = 1; axis < axes; axis++)
        {
            if (Continues(results, last, axis) && Continues(firsts, last, axis) && Continues(seconds, last, axis))
            {
                extents[axis] *= extents[last];
            }
            else
            {
                last++;
            }

            Move(axis, last);
        }

        return Math.Min(axes, last + 1);
    }

    private readonly bool Continues(in Axes strides, int outer, int inner) => strides[outer] == (long)strides[inner] * extents[inner];

    private void Move(int from, int to)
    {
        extents[to] = extents[from];
        results[to] = results[from];
        firsts[to] = firsts[from];
        seconds[to] = seconds[from];
    }
}
