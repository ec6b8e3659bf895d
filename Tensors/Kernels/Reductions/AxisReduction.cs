using System.Runtime.CompilerServices;
using InfernoOrleans.Tensors.Layout;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A reduction over a whole tensor, or over each lane along an axis, whatever the strides.</summary>
internal static unsafe class AxisReduction
{
    /// <summary>Over all elements, row by row.</summary>
    [SkipLocalsInit]
    public static TResult Whole<TReduction, TState, TResult>(float* x, in TensorLayout layout)
        where TReduction : struct, IReduction<TState, TResult>
    {
        TState state = TReduction.Start;
        int at = 0;
        RunWalk walk = new(layout, layout, layout, inOrder: true);
        while (walk.MoveNext())
        {
            Fold<TReduction, TState, TResult>(x + walk.First, walk.FirstStep, walk.Length, at, ref state);
            at += walk.Length;
        }

        return TReduction.Finish(state, at);
    }

    /// <summary>Over each lane along <paramref name="axis"/>; the result's layout has all the other axes.</summary>
    [SkipLocalsInit]
    public static void Apply<TReduction, TState, TResult>(float* x, in TensorLayout layout, int axis, TResult* result, in TensorLayout resultLayout)
        where TReduction : struct, IReduction<TState, TResult>
        where TState : unmanaged
        where TResult : unmanaged
    {
        TState* memory = stackalloc TState[StridedCopy.Chunk];
        int count = layout.Shape[axis];
        int stride = layout.Stride(axis);
        TensorLayout lanes = layout.Without(axis);
        RunWalk walk = new(resultLayout, lanes, lanes);
        while (walk.MoveNext())
        {
            for (int i = 0; i < walk.Length; i += StridedCopy.Chunk)
            {
                Span<TState> states = new(memory, Math.Min(StridedCopy.Chunk, walk.Length - i));
                states.Fill(TReduction.Start);
                FoldLanes<TReduction, TState, TResult>(x + walk.First + ((nint)i * walk.FirstStep), walk.FirstStep, stride, count, states);
                for (int lane = 0; lane < states.Length; lane++)
                {
                    result[walk.Result + ((nint)(i + lane) * walk.ResultStep)] = TReduction.Finish(states[lane], count);
                }
            }
        }
    }

    /// <summary>Some lanes: one after the other where each lies side by side, else all of them step by step.</summary>
    [SkipLocalsInit]
    private static void FoldLanes<TReduction, TState, TResult>(float* x, int step, int stride, int count, Span<TState> states)
        where TReduction : struct, IReduction<TState, TResult>
    {
        if (stride == 1)
        {
            for (int lane = 0; lane < states.Length; lane++)
            {
                Fold<TReduction, TState, TResult>(x + ((nint)lane * step), stride, count, 0, ref states[lane]);
            }

            return;
        }

        float* gathered = stackalloc float[StridedCopy.Chunk];
        for (int at = 0; at < count; at++, x += stride)
        {
            Span<float> numbers = new(step == 1 ? x : gathered, states.Length);
            if (step != 1)
            {
                StridedCopy.Gather(x, step, numbers);
            }

            TReduction.FoldEach(numbers, at, states);
        }
    }

    [SkipLocalsInit]
    private static void Fold<TReduction, TState, TResult>(float* x, int step, int count, int at, ref TState state)
        where TReduction : struct, IReduction<TState, TResult>
    {
        if (count == 0)
        {
            return;
        }

        if (step == 1)
        {
            TReduction.Fold(new ReadOnlySpan<float>(x, count), at, ref state);
            return;
        }

        float* gathered = stackalloc float[StridedCopy.Chunk];
        for (int i = 0; i < count; i += StridedCopy.Chunk)
        {
            Span<float> chunk = new(gathered, Math.Min(StridedCopy.Chunk, count - i));
            StridedCopy.Gather(x + ((nint)i * step), step, chunk);
            TReduction.Fold(chunk, at + i, ref state);
        }
    }
}
