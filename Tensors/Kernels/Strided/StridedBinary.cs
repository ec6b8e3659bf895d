using System.Runtime.CompilerServices;
using InfernoOrleans.Tensors.Layout;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A function of two elements of tensors of any strides, broadcast to one shape: run by run.</summary>
internal static unsafe class StridedBinary
{
    /// <summary>All layouts have one shape. The result and an operand are the same elements or don't overlap.</summary>
    [SkipLocalsInit]
    public static void Apply<TOperator>(
        float* x, in TensorLayout xLayout, float* y, in TensorLayout yLayout, float* result, in TensorLayout resultLayout)
        where TOperator : struct, IBinaryOperator
    {
        float* gathered = stackalloc float[3 * StridedCopy.Chunk];
        RunWalk walk = new(resultLayout, xLayout, yLayout);
        int most = IsRun(walk.FirstStep) && IsRun(walk.SecondStep) && walk.ResultStep == 1 ? int.MaxValue : StridedCopy.Chunk;
        while (walk.MoveNext())
        {
            for (long i = 0; i < walk.Length; i += most)
            {
                int count = (int)Math.Min(most, walk.Length - i);
                float* to = result + walk.Result + ((nint)i * walk.ResultStep);
                Span<float> run = new(walk.ResultStep == 1 ? to : gathered, count);
                ApplyRun<TOperator>(
                    x + walk.First + ((nint)i * walk.FirstStep),
                    walk.FirstStep,
                    y + walk.Second + ((nint)i * walk.SecondStep),
                    walk.SecondStep,
                    run,
                    gathered + StridedCopy.Chunk);
                if (walk.ResultStep != 1)
                {
                    StridedCopy.Scatter(run, to, walk.ResultStep);
                }
            }
        }
    }

    // What is one number for the whole run needs no gathering, either.
    private static bool IsRun(int step) => step is 0 or 1;

    private static void ApplyRun<TOperator>(float* x, int xStep, float* y, int yStep, Span<float> result, float* gathered)
        where TOperator : struct, IBinaryOperator
    {
        if (xStep == 0 && yStep == 0)
        {
            TOperator.Apply(new ReadOnlySpan<float>(x, 1), *y, result[..1]);
            result.Fill(result[0]);
        }
        else if (xStep == 0)
        {
            TOperator.Apply(*x, Run(y, yStep, result.Length, gathered), result);
        }
        else if (yStep == 0)
        {
            TOperator.Apply(Run(x, xStep, result.Length, gathered), *y, result);
        }
        else
        {
            ReadOnlySpan<float> first = Run(x, xStep, result.Length, gathered);
            TOperator.Apply(first, Run(y, yStep, result.Length, gathered + StridedCopy.Chunk), result);
        }
    }

    private static ReadOnlySpan<float> Run(float* source, int step, int count, float* gathered)
    {
        if (step == 1)
        {
            return new(source, count);
        }

        Span<float> run = new(gathered, count);
        StridedCopy.Gather(source, step, run);
        return run;
    }
}
