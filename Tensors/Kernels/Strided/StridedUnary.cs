using System.Runtime.CompilerServices;
using InfernoOrleans.Tensors.Layout;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A function of each element of a tensor of any strides: run by run, gathering those that don't lie side by side.</summary>
internal static unsafe class StridedUnary
{
    /// <summary>Both layouts have one shape, and are the same elements or don't overlap.</summary>
    [SkipLocalsInit]
    public static void Apply<TRun>(TRun run, float* source, in TensorLayout sourceLayout, float* destination, in TensorLayout destinationLayout)
        where TRun : struct, IRunOperator
    {
        float* gathered = stackalloc float[StridedCopy.Chunk];
        RunWalk walk = new(destinationLayout, sourceLayout, sourceLayout);
        while (walk.MoveNext())
        {
            float* from = source + walk.First;
            float* to = destination + walk.Result;
            if (walk.FirstStep == 1 && walk.ResultStep == 1)
            {
                run.Apply(new ReadOnlySpan<float>(from, walk.Length), new Span<float>(to, walk.Length));
                continue;
            }

            for (int i = 0; i < walk.Length; i += StridedCopy.Chunk)
            {
                int count = Math.Min(StridedCopy.Chunk, walk.Length - i);
                float* place = to + ((nint)i * walk.ResultStep);
                Span<float> chunk = new(walk.ResultStep == 1 ? place : gathered, count);
                StridedCopy.Gather(from + ((nint)i * walk.FirstStep), walk.FirstStep, chunk);
                run.Apply(chunk, chunk);
                if (walk.ResultStep != 1)
                {
                    StridedCopy.Scatter(chunk, place, walk.ResultStep);
                }
            }
        }
    }
}
