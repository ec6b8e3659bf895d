using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>e^(x − max) / Σ along a lane, or its logarithm. A lane that holds NaN or +∞, or nothing but −∞, becomes NaN.</summary>
/// <remarks>The logarithm is x − max − ln Σ, which doesn't lose small probabilities as the logarithm of a softmax would.</remarks>
internal readonly unsafe struct LaneSoftmax(bool logarithm) : ILaneOperator
{
    // Fewer don't fill a vector.
    private const int LanesWorthColumns = 8;

    public void Apply(float* x, int xStride, int xStep, float* y, int yStride, int yStep, int count, int lanes)
    {
        if (xStride != 1 && lanes >= LanesWorthColumns)
        {
            ColumnSoftmax.Apply(x, xStride, xStep, y, yStride, yStep, count, lanes, logarithm);
            return;
        }

        for (nint lane = 0; lane < lanes; lane++)
        {
            Apply(x + (lane * xStep), xStride, y + (lane * yStep), yStride, count);
        }
    }

    [SkipLocalsInit]
    private void Apply(float* x, int xStride, float* y, int yStride, int count)
    {
        float* gathered = stackalloc float[StridedCopy.Chunk];
        float max = Max(x, xStride, count, gathered);
        double sum = Sum(x, xStride, count, max, gathered);
        for (int i = 0; i < count; i += StridedCopy.Chunk)
        {
            Span<float> chunk = Distances(x, xStride, i, count, max, gathered);
            if (logarithm)
            {
                TensorPrimitives.Subtract(chunk, (float)Math.Log(sum), chunk);
            }
            else
            {
                Elementwise.Apply<ExpOperator>(chunk, chunk);
                TensorPrimitives.Multiply(chunk, (float)(1 / sum), chunk);
            }

            StridedCopy.Scatter(chunk, y + ((nint)i * yStride), yStride);
        }
    }

    private static float Max(float* x, int stride, int count, float* gathered)
    {
        float max = float.NegativeInfinity;
        for (int i = 0; i < count; i += StridedCopy.Chunk)
        {
            max = float.Max(max, TensorPrimitives.Max<float>(StridedCopy.GatherChunk(x, stride, i, count, gathered)));
        }

        return max;
    }

    private static double Sum(float* x, int stride, int count, float max, float* gathered)
    {
        double sum = 0;
        for (int i = 0; i < count; i += StridedCopy.Chunk)
        {
            Span<float> chunk = Distances(x, stride, i, count, max, gathered);
            Elementwise.Apply<ExpOperator>(chunk, chunk);
            SumReduction.Fold(chunk, i, ref sum);
        }

        return sum;
    }

    private static Span<float> Distances(float* x, int stride, int at, int count, float max, float* gathered)
    {
        Span<float> chunk = StridedCopy.GatherChunk(x, stride, at, count, gathered);
        TensorPrimitives.Subtract(chunk, max, chunk);
        return chunk;
    }
}
