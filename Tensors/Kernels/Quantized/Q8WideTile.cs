using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>
/// c[rows, 16] += x[rows, K] · W[K, 16] for 8-bit weights where the machine has 512 bits: .NET's dot product of bytes has 256 and only half of
/// the registers, which the sums of blocks fill. Those in FP32, twice as wide, are touched once a block.
/// </summary>
/// <remarks>
/// The sums are those of <see cref="Q8Tile{TLanes, TVector, TRows}"/>: the same bits. The eight steps of a block are written out, since a loop
/// over them reached 0.9 of the speed at 64 rows.
/// </remarks>
internal static unsafe class Q8WideTile<TRows>
    where TRows : struct, IRowCount
{
    /// <summary>Adds the product to the tile.</summary>
    /// <param name="group">The group's first block.</param>
    /// <param name="x">The activations, all of whose blocks are used.</param>
    /// <param name="row">The first row.</param>
    /// <param name="c">The tile, each of whose rows is one cache line.</param>
    /// <param name="cStride">From one of its rows to the next, in elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate(byte* group, in QuantizedRows x, int row, float* c, nint cStride)
    {
        nint stride = (nint)x.Blocks * QuantizedRows.Length;
        sbyte* x0 = x.Bytes + (row * stride);
        sbyte* x3 = x0 + (3 * stride);
        float* scales = x.Scales + row;
        int* sums = x.Sums + row;

        for (nint block = x.Blocks; block > 0; block--)
        {
            // What the offset adds to the sums is taken off beforehand.
            Vector256<int> p0 = default, q0 = default, p1 = default, q1 = default, p2 = default, q2 = default, p3 = default, q3 = default, p4 = default, q4 = default, p5 = default, q5 = default;
            Vector256<sbyte> v;
            if (TRows.Count > 0) { p0 = Vector256.Create(sums[0]); q0 = p0; }
            if (TRows.Count > 1) { p1 = Vector256.Create(sums[1]); q1 = p1; }
            if (TRows.Count > 2) { p2 = Vector256.Create(sums[2]); q2 = p2; }
            if (TRows.Count > 3) { p3 = Vector256.Create(sums[3]); q3 = p3; }
            if (TRows.Count > 4) { p4 = Vector256.Create(sums[4]); q4 = p4; }
            if (TRows.Count > 5) { p5 = Vector256.Create(sums[5]); q5 = p5; }

            {
                Vector256<byte> a = Vector256.Load(group + 0);
                Vector256<byte> b = Vector256.Load(group + 32);
                if (TRows.Count > 0) { v = Four(x0); p0 = AvxVnni.MultiplyWideningAndAdd(p0, a, v); q0 = AvxVnni.MultiplyWideningAndAdd(q0, b, v); }
                if (TRows.Count > 1) { v = Four(x0 + stride); p1 = AvxVnni.MultiplyWideningAndAdd(p1, a, v); q1 = AvxVnni.MultiplyWideningAndAdd(q1, b, v); }
                if (TRows.Count > 2) { v = Four(x0 + (2 * stride)); p2 = AvxVnni.MultiplyWideningAndAdd(p2, a, v); q2 = AvxVnni.MultiplyWideningAndAdd(q2, b, v); }
                if (TRows.Count > 3) { v = Four(x3); p3 = AvxVnni.MultiplyWideningAndAdd(p3, a, v); q3 = AvxVnni.MultiplyWideningAndAdd(q3, b, v); }
                if (TRows.Count > 4) { v = Four(x3 + stride); p4 = AvxVnni.MultiplyWideningAndAdd(p4, a, v); q4 = AvxVnni.MultiplyWideningAndAdd(q4, b, v); }
                if (TRows.Count > 5) { v = Four(x3 + (2 * stride)); p5 = AvxVnni.MultiplyWideningAndAdd(p5, a, v); q5 = AvxVnni.MultiplyWideningAndAdd(q5, b, v); }
            }

            {
                Vector256<byte> a = Vector256.Load(group + 64);
                Vector256<byte> b = Vector256.Load(group + 96);
                if (TRows.Count > 0) { v = Four(x0 + 4); p0 = AvxVnni.MultiplyWideningAndAdd(p0, a, v); q0 = AvxVnni.MultiplyWideningAndAdd(q0, b, v); }
                if (TRows.Count > 1) { v = Four(x0 + stride + 4); p1 = AvxVnni.MultiplyWideningAndAdd(p1, a, v); q1 = AvxVnni.MultiplyWideningAndAdd(q1, b, v); }
                if (TRows.Count > 2) { v = Four(x0 + (2 * stride) + 4); p2 = AvxVnni.MultiplyWideningAndAdd(p2, a, v); q2 = AvxVnni.MultiplyWideningAndAdd(q2, b, v); }
                if (TRows.Count > 3) { v = Four(x3 + 4); p3 = AvxVnni.MultiplyWideningAndAdd(p3, a, v); q3 = AvxVnni.MultiplyWideningAndAdd(q3, b, v); }
                if (TRows.Count > 4) { v = Four(x3 + stride + 4); p4 = AvxVnni.MultiplyWideningAndAdd(p4, a, v); q4 = AvxVnni.MultiplyWideningAndAdd(q4, b, v); }
                if (TRows.Count > 5) { v = Four(x3 + (2 * stride) + 4); p5 = AvxVnni.MultiplyWideningAndAdd(p5, a, v); q5 = AvxVnni.MultiplyWideningAndAdd(q5, b, v); }
            }

            {
                Vector256<byte> a = Vector256.Load(group + 128);
                Vector256<byte> b = Vector256.Load(group + 160);
                if (TRows.Count > 0) { v = Four(x0 + 8); p0 = AvxVnni.MultiplyWideningAndAdd(p0, a, v); q0 = AvxVnni.MultiplyWideningAndAdd(q0, b, v); }
                if (TRows.Count > 1) { v = Four(x0 + stride + 8); p1 = AvxVnni.MultiplyWideningAndAdd(p1, a, v); q1 = AvxVnni.MultiplyWideningAndAdd(q1, b, v); }
                if (TRows.Count > 2) { v = Four(x0 + (2 * stride) + 8); p2 = AvxVnni.MultiplyWideningAndAdd(p2, a, v); q2 = AvxVnni.MultiplyWideningAndAdd(q2, b, v); }
                if (TRows.Count > 3) { v = Four(x3 + 8); p3 = AvxVnni.MultiplyWideningAndAdd(p3, a, v); q3 = AvxVnni.MultiplyWideningAndAdd(q3, b, v); }
                if (TRows.Count > 4) { v = Four(x3 + stride + 8); p4 = AvxVnni.MultiplyWideningAndAdd(p4, a, v); q4 = AvxVnni.MultiplyWideningAndAdd(q4, b, v); }
                if (TRows.Count > 5) { v = Four(x3 + (2 * stride) + 8); p5 = AvxVnni.MultiplyWideningAndAdd(p5, a, v); q5 = AvxVnni.MultiplyWideningAndAdd(q5, b, v); }
            }

            {
                Vector256<byte> a = Vector256.Load(group + 192);
                Vector256<byte> b = Vector256.Load(group + 224);
                if (TRows.Count > 0) { v = Four(x0 + 12); p0 = AvxVnni.MultiplyWideningAndAdd(p0, a, v); q0 = AvxVnni.MultiplyWideningAndAdd(q0, b, v); }
                if (TRows.Count > 1) { v = Four(x0 + stride + 12); p1 = AvxVnni.MultiplyWideningAndAdd(p1, a, v); q1 = AvxVnni.MultiplyWideningAndAdd(q1, b, v); }
                if (TRows.Count > 2) { v = Four(x0 + (2 * stride) + 12); p2 = AvxVnni.MultiplyWideningAndAdd(p2, a, v); q2 = AvxVnni.MultiplyWideningAndAdd(q2, b, v); }
                if (TRows.Count > 3) { v = Four(x3 + 12); p3 = AvxVnni.MultiplyWideningAndAdd(p3, a, v); q3 = AvxVnni.MultiplyWideningAndAdd(q3, b, v); }
                if (TRows.Count > 4) { v = Four(x3 + stride + 12); p4 = AvxVnni.MultiplyWideningAndAdd(p4, a, v); q4 = AvxVnni.MultiplyWideningAndAdd(q4, b, v); }
                if (TRows.Count > 5) { v = Four(x3 + (2 * stride) + 12); p5 = AvxVnni.MultiplyWideningAndAdd(p5, a, v); q5 = AvxVnni.MultiplyWideningAndAdd(q5, b, v); }
            }

            {
                Vector256<byte> a = Vector256.Load(group + 256);
                Vector256<byte> b = Vector256.Load(group + 288);
                if (TRows.Count > 0) { v = Four(x0 + 16); p0 = AvxVnni.MultiplyWideningAndAdd(p0, a, v); q0 = AvxVnni.MultiplyWideningAndAdd(q0, b, v); }
                if (TRows.Count > 1) { v = Four(x0 + stride + 16); p1 = AvxVnni.MultiplyWideningAndAdd(p1, a, v); q1 = AvxVnni.MultiplyWideningAndAdd(q1, b, v); }
                if (TRows.Count > 2) { v = Four(x0 + (2 * stride) + 16); p2 = AvxVnni.MultiplyWideningAndAdd(p2, a, v); q2 = AvxVnni.MultiplyWideningAndAdd(q2, b, v); }
                if (TRows.Count > 3) { v = Four(x3 + 16); p3 = AvxVnni.MultiplyWideningAndAdd(p3, a, v); q3 = AvxVnni.MultiplyWideningAndAdd(q3, b, v); }
                if (TRows.Count > 4) { v = Four(x3 + stride + 16); p4 = AvxVnni.MultiplyWideningAndAdd(p4, a, v); q4 = AvxVnni.MultiplyWideningAndAdd(q4, b, v); }
                if (TRows.Count > 5) { v = Four(x3 + (2 * stride) + 16); p5 = AvxVnni.MultiplyWideningAndAdd(p5, a, v); q5 = AvxVnni.MultiplyWideningAndAdd(q5, b, v); }
            }

            {
                Vector256<byte> a = Vector256.Load(group + 320);
                Vector256<byte> b = Vector256.Load(group + 352);
                if (TRows.Count > 0) { v = Four(x0 + 20); p0 = AvxVnni.MultiplyWideningAndAdd(p0, a, v); q0 = AvxVnni.MultiplyWideningAndAdd(q0, b, v); }
                if (TRows.Count > 1) { v = Four(x0 + stride + 20); p1 = AvxVnni.MultiplyWideningAndAdd(p1, a, v); q1 = AvxVnni.MultiplyWideningAndAdd(q1, b, v); }
                if (TRows.Count > 2) { v = Four(x0 + (2 * stride) + 20); p2 = AvxVnni.MultiplyWideningAndAdd(p2, a, v); q2 = AvxVnni.MultiplyWideningAndAdd(q2, b, v); }
                if (TRows.Count > 3) { v = Four(x3 + 20); p3 = AvxVnni.MultiplyWideningAndAdd(p3, a, v); q3 = AvxVnni.MultiplyWideningAndAdd(q3, b, v); }
                if (TRows.Count > 4) { v = Four(x3 + stride + 20); p4 = AvxVnni.MultiplyWideningAndAdd(p4, a, v); q4 = AvxVnni.MultiplyWideningAndAdd(q4, b, v); }
                if (TRows.Count > 5) { v = Four(x3 + (2 * stride) + 20); p5 = AvxVnni.MultiplyWideningAndAdd(p5, a, v); q5 = AvxVnni.MultiplyWideningAndAdd(q5, b, v); }
            }

            {
                Vector256<byte> a = Vector256.Load(group + 384);
                Vector256<byte> b = Vector256.Load(group + 416);
                if (TRows.Count > 0) { v = Four(x0 + 24); p0 = AvxVnni.MultiplyWideningAndAdd(p0, a, v); q0 = AvxVnni.MultiplyWideningAndAdd(q0, b, v); }
                if (TRows.Count > 1) { v = Four(x0 + stride + 24); p1 = AvxVnni.MultiplyWideningAndAdd(p1, a, v); q1 = AvxVnni.MultiplyWideningAndAdd(q1, b, v); }
                if (TRows.Count > 2) { v = Four(x0 + (2 * stride) + 24); p2 = AvxVnni.MultiplyWideningAndAdd(p2, a, v); q2 = AvxVnni.MultiplyWideningAndAdd(q2, b, v); }
                if (TRows.Count > 3) { v = Four(x3 + 24); p3 = AvxVnni.MultiplyWideningAndAdd(p3, a, v); q3 = AvxVnni.MultiplyWideningAndAdd(q3, b, v); }
                if (TRows.Count > 4) { v = Four(x3 + stride + 24); p4 = AvxVnni.MultiplyWideningAndAdd(p4, a, v); q4 = AvxVnni.MultiplyWideningAndAdd(q4, b, v); }
                if (TRows.Count > 5) { v = Four(x3 + (2 * stride) + 24); p5 = AvxVnni.MultiplyWideningAndAdd(p5, a, v); q5 = AvxVnni.MultiplyWideningAndAdd(q5, b, v); }
            }

            {
                Vector256<byte> a = Vector256.Load(group + 448);
                Vector256<byte> b = Vector256.Load(group + 480);
                if (TRows.Count > 0) { v = Four(x0 + 28); p0 = AvxVnni.MultiplyWideningAndAdd(p0, a, v); q0 = AvxVnni.MultiplyWideningAndAdd(q0, b, v); }
                if (TRows.Count > 1) { v = Four(x0 + stride + 28); p1 = AvxVnni.MultiplyWideningAndAdd(p1, a, v); q1 = AvxVnni.MultiplyWideningAndAdd(q1, b, v); }
                if (TRows.Count > 2) { v = Four(x0 + (2 * stride) + 28); p2 = AvxVnni.MultiplyWideningAndAdd(p2, a, v); q2 = AvxVnni.MultiplyWideningAndAdd(q2, b, v); }
                if (TRows.Count > 3) { v = Four(x3 + 28); p3 = AvxVnni.MultiplyWideningAndAdd(p3, a, v); q3 = AvxVnni.MultiplyWideningAndAdd(q3, b, v); }
                if (TRows.Count > 4) { v = Four(x3 + stride + 28); p4 = AvxVnni.MultiplyWideningAndAdd(p4, a, v); q4 = AvxVnni.MultiplyWideningAndAdd(q4, b, v); }
                if (TRows.Count > 5) { v = Four(x3 + (2 * stride) + 28); p5 = AvxVnni.MultiplyWideningAndAdd(p5, a, v); q5 = AvxVnni.MultiplyWideningAndAdd(q5, b, v); }
            }

            Vector512<float> scale = HalfBits.Widen(Avx512F.ConvertToVector512Int32(Vector256.Load((short*)(group + Q8Panels.Scales))));
            if (TRows.Count > 0) { AddScaled(p0, q0, scale, scales + 0, c + (0 * cStride)); }
            if (TRows.Count > 1) { AddScaled(p1, q1, scale, scales + 1, c + (1 * cStride)); }
            if (TRows.Count > 2) { AddScaled(p2, q2, scale, scales + 2, c + (2 * cStride)); }
            if (TRows.Count > 3) { AddScaled(p3, q3, scale, scales + 3, c + (3 * cStride)); }
            if (TRows.Count > 4) { AddScaled(p4, q4, scale, scales + 4, c + (4 * cStride)); }
            if (TRows.Count > 5) { AddScaled(p5, q5, scale, scales + 5, c + (5 * cStride)); }

            group += Q8Panels.BlockBytes;
            x0 += QuantizedRows.Length;
            x3 += QuantizedRows.Length;
            scales += x.Rows;
            sums += x.Rows;
        }

    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<sbyte> Four(sbyte* source) => Vector256.Create(*(int*)source).AsSByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddScaled(Vector256<int> left, Vector256<int> right, Vector512<float> scales, float* factor, float* sums)
    {
        Vector512<float> dots = Avx512F.ConvertToVector512Single(left.ToVector512Unsafe().WithUpper(right));
        Avx512F.FusedMultiplyAdd(dots, scales * Vector512.Create(*factor), Vector512.LoadAligned(sums)).StoreAligned(sums);
    }
}
