using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>destination[c, r] = source[r, c], both with rows of elements side by side; they don't overlap.</summary>
internal static unsafe class StridedTranspose
{
    // Rows of 64 bytes of the source: what a block reads and writes stays in the first-level cache, even where strides are powers of two.
    private const int Block = 16;

    /// <summary>Transposes <paramref name="rows"/> × <paramref name="columns"/> elements of the source.</summary>
    public static void Apply(float* source, nint sourceStride, float* destination, nint destinationStride, int rows, int columns)
    {
        for (int r = 0; r < rows; r += Block)
        {
            int height = Math.Min(Block, rows - r);
            for (int c = 0; c < columns; c += Block)
            {
                int width = Math.Min(Block, columns - c);
                ApplyBlock(
                    source + (r * sourceStride) + c, sourceStride, destination + (c * destinationStride) + r, destinationStride, height, width);
            }
        }
    }

    private static void ApplyBlock(float* source, nint sourceStride, float* destination, nint destinationStride, int rows, int columns)
    {
        int r = 0;
        for (; Sse.IsSupported && r <= rows - 4; r += 4)
        {
            int c = 0;
            for (; c <= columns - 4; c += 4)
            {
                Apply4(source + (r * sourceStride) + c, sourceStride, destination + (c * destinationStride) + r, destinationStride);
            }

            ApplyScalar(source, sourceStride, destination, destinationStride, r, r + 4, c, columns);
        }

        ApplyScalar(source, sourceStride, destination, destinationStride, r, rows, 0, columns);
    }

    private static void ApplyScalar(
        float* source, nint sourceStride, float* destination, nint destinationStride, int firstRow, int lastRow, int firstColumn, int lastColumn)
    {
        for (int r = firstRow; r < lastRow; r++)
        {
            for (int c = firstColumn; c < lastColumn; c++)
            {
                destination[(c * destinationStride) + r] = source[(r * sourceStride) + c];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply4(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        Vector128<float> a = Vector128.Load(source);
        Vector128<float> b = Vector128.Load(source + sourceStride);
        Vector128<float> c = Vector128.Load(source + (2 * sourceStride));
        Vector128<float> d = Vector128.Load(source + (3 * sourceStride));
        Vector128<float> abLow = Sse.UnpackLow(a, b);
        Vector128<float> abHigh = Sse.UnpackHigh(a, b);
        Vector128<float> cdLow = Sse.UnpackLow(c, d);
        Vector128<float> cdHigh = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(abLow, cdLow).Store(destination);
        Sse.MoveHighToLow(cdLow, abLow).Store(destination + destinationStride);
        Sse.MoveLowToHigh(abHigh, cdHigh).Store(destination + (2 * destinationStride));
        Sse.MoveHighToLow(cdHigh, abHigh).Store(destination + (3 * destinationStride));
    }
}
