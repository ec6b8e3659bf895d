using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>What <see cref="LaneSoftmax"/> computes, for many lanes whose elements don't lie side by side: all of them step by step.</summary>
internal static unsafe class ColumnSoftmax
{
    /// <summary>y[i · yStride + lane · yStep] from x[i · xStride + lane · xStep] for i below <paramref name="count"/>, which is at least 1.</summary>
    [SkipLocalsInit]
    public static void Apply(float* x, int xStride, int xStep, float* y, int yStride, int yStep, int count, int lanes, bool logarithm)
    {
        float* memory = stackalloc float[3 * StridedCopy.Chunk];
        double* sumMemory = stackalloc double[StridedCopy.Chunk];
        for (int first = 0; first < lanes; first += StridedCopy.Chunk)
        {
            int width = Math.Min(StridedCopy.Chunk, lanes - first);
            Span<float> row = new(memory, width);
            Span<float> maxima = new(memory + StridedCopy.Chunk, width);
            Span<float> factors = new(memory + (2 * StridedCopy.Chunk), width);
            Span<double> sums = new(sumMemory, width);
            float* from = x + ((nint)first * xStep);
            float* to = y + ((nint)first * yStep);
            maxima.Fill(float.NegativeInfinity);
            for (nint i = 0; i < count; i++)
            {
                StridedCopy.Gather(from + (i * xStride), xStep, row);
                TensorPrimitives.Max(maxima, row, maxima);
            }

            sums.Clear();
            for (nint i = 0; i < count; i++)
            {
                StridedCopy.Gather(from + (i * xStride), xStep, row);
                TensorPrimitives.Subtract(row, maxima, row);
                Elementwise.Apply<ExpOperator>(row, row);
                SumReduction.FoldEach(row, (int)i, sums);
            }

            for (int lane = 0; lane < width; lane++)
            {
                factors[lane] = (float)(logarithm ? Math.Log(sums[lane]) : 1 / sums[lane]);
            }

            for (nint i = 0; i < count; i++)
            {
                StridedCopy.Gather(from + (i * xStride), xStep, row);
                TensorPrimitives.Subtract(row, maxima, row);
                if (logarithm)
                {
                    TensorPrimitives.Subtract(row, factors, row);
                }
                else
                {
                    Elementwise.Apply<ExpOperator>(row, row);
                    TensorPrimitives.Multiply(row, factors, row);
                }

                StridedCopy.Scatter(row, to + (i * yStride), yStep);
            }
        }
    }
}
