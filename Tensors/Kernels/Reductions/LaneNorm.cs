using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A lane of any stride to mean 0 and variance 1: y = (x − mean) / √(variance + ε), the statistics in FP64.</summary>
internal readonly unsafe struct LaneNorm(double epsilon) : ILaneOperator
{
    public void Apply(float* x, int xStride, int xStep, float* y, int yStride, int yStep, int count, int lanes)
    {
        for (nint lane = 0; lane < lanes; lane++)
        {
            Apply(x + (lane * xStep), xStride, y + (lane * yStep), yStride, count);
        }
    }

    [SkipLocalsInit]
    private void Apply(float* x, int xStride, float* y, int yStride, int count)
    {
        float* gathered = stackalloc float[StridedCopy.Chunk];
        double sum = 0;
        for (int i = 0; i < count; i += StridedCopy.Chunk)
        {
            SumReduction.Fold(StridedCopy.GatherChunk(x, xStride, i, count, gathered), i, ref sum);
        }

        float mean = (float)(sum / count);
        double distance = 0;
        double squares = 0;
        for (int i = 0; i < count; i += StridedCopy.Chunk)
        {
            Span<float> chunk = StridedCopy.GatherChunk(x, xStride, i, count, gathered);
            TensorPrimitives.Subtract(chunk, mean, chunk);
            SumReduction.Fold(chunk, i, ref distance);
            squares += Squares(chunk);
        }

        // The mean was rounded to FP32; what that moved each element by is in both sums, and comes out of the variance here.
        double rest = distance / count;
        float factor = (float)(1 / Math.Sqrt(Math.Max(0, (squares / count) - (rest * rest)) + epsilon));
        for (int i = 0; i < count; i += StridedCopy.Chunk)
        {
            Span<float> chunk = StridedCopy.GatherChunk(x, xStride, i, count, gathered);
            TensorPrimitives.Subtract(chunk, mean, chunk);
            TensorPrimitives.Subtract(chunk, (float)rest, chunk);
            TensorPrimitives.Multiply(chunk, factor, chunk);
            StridedCopy.Scatter(chunk, y + ((nint)i * yStride), yStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Squares(ReadOnlySpan<float> distances)
    {
        ref float from = ref MemoryMarshal.GetReference(distances);
        Vector<double> lower = Vector<double>.Zero;
        Vector<double> upper = Vector<double>.Zero;
        int i = 0;
        for (; i <= distances.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref from, (nuint)i), out Vector<double> low, out Vector<double> high);
            lower += low * low;
            upper += high * high;
        }

        double sum = Vector.Sum(lower + upper);
        for (; i < distances.Length; i++)
        {
            sum += (double)distances[i] * distances[i];
        }

        return sum;
    }
}
