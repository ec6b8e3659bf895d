using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>
/// Rows of activations as blocks of 32 signed bytes with an FP32 scale, and what each block adds to a product whose weights are stored with an
/// offset, in borrowed memory.
/// </summary>
/// <remarks>
/// scale = max|x| / 127, q = x · (127 / max|x|) rounded to even. A block that holds NaN or infinity has the scale NaN, so its row's products
/// are NaN. A row's last block is padded with zeros.
/// </remarks>
internal readonly unsafe ref struct QuantizedRows
{
    /// <summary>The numbers of a block.</summary>
    public const int Length = 32;

    // Below this 127 / max|x| may overflow; such a block counts as zeros.
    private const float Smallest = 1e-36f;

    // Adding 1.5·2²³ leaves the integer, rounded to even, in the low bits of the sum.
    private const float Rounder = 12582912f;
    private const int RounderBits = 0x4B400000;

    public QuantizedRows(float* memory, int rows, int inputs)
    {
        Rows = rows;
        Blocks = BlockCount(inputs);
        Scales = memory;
        Sums = (int*)(memory + ((long)rows * Blocks));
        Bytes = (sbyte*)(memory + (2L * rows * Blocks));
    }

    public int Rows { get; }

    /// <summary>The blocks of a row.</summary>
    public int Blocks { get; }

    /// <summary>[blocks][rows]: a tile finds those of its rows side by side.</summary>
    public float* Scales { get; }

    /// <summary>[blocks][rows]: the sum of the bytes times −offset: a product whose sum begins there is right.</summary>
    public int* Sums { get; }

    /// <summary>[rows][blocks][32]</summary>
    public sbyte* Bytes { get; }

    public static int BlockCount(int inputs) => (int)(((long)inputs + Length - 1) / Length);

    /// <summary>The FP32 elements of the memory that so many rows take.</summary>
    public static int Elements(int rows, int inputs) => checked(rows * BlockCount(inputs) * (2 + (Length / sizeof(float))));

    /// <summary>
    /// Brings all of them into the second-level cache. From that of another processor, which may have quantized them, lines come several times as
    /// fast one after another as in the order in which tiles want them.
    /// </summary>
    public void Fetch()
    {
        const int line = 64;
        if (Sse.IsSupported)
        {
            byte* end = (byte*)Bytes + ((nint)Rows * Blocks * Length);
            for (byte* at = (byte*)Scales; at < end; at += line)
            {
                Sse.Prefetch1(at);
            }
        }
    }

    /// <summary>
    /// Quantizes some of the rows of <paramref name="inputs"/> numbers, for weights that are stored as they are plus <paramref name="offset"/>.
    /// </summary>
    [SkipLocalsInit]
    public void Quantize(float* x, int inputs, int firstRow, int lastRow, int offset, KernelWidth width)
    {
        float* padded = stackalloc float[Length];
        int whole = inputs / Length;
        for (int row = firstRow; row < lastRow; row++)
        {
            float* numbers = x + ((nint)row * inputs);
            sbyte* bytes = Bytes + ((nint)row * Blocks * Length);
            Quantize(numbers, bytes, row, 0, whole, offset, width);
            if (whole < Blocks)
            {
                new Span<float>(padded, Length).Clear();
                new ReadOnlySpan<float>(numbers + (whole * Length), inputs - (whole * Length)).CopyTo(new Span<float>(padded, Length));
                Quantize(padded, bytes + (whole * Length), row, whole, 1, offset, width);
            }
        }
    }

    /// <summary>Some blocks of a row, from <paramref name="first"/> on, where the numbers begin.</summary>
    private void Quantize(float* x, sbyte* bytes, int row, int first, int count, int offset, KernelWidth width)
    {
        nint at = ((nint)first * Rows) + row;
        switch (width)
        {
            case KernelWidth.Vector512:
                Quantize512(x, bytes, Scales + at, Sums + at, Rows, count, offset);
                break;
            case KernelWidth.Scalar:
                QuantizeScalar(x, bytes, Scales + at, Sums + at, Rows, count, offset);
                break;
            default:
                Quantize128(x, bytes, Scales + at, Sums + at, Rows, count, offset);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (float Scale, float Inverse) ScaleOf(float greatest) => greatest > Smallest && greatest <= float.MaxValue
        ? (greatest / 127f, 127f / greatest)
        : (float.IsFinite(greatest) ? greatest / 127f : float.NaN, 0);

    [MethodImpl(LeafKernel.Options)]
    private static void Quantize512(float* x, sbyte* bytes, float* scales, int* sums, nint step, int count, int offset)
    {
        for (; count > 0; count--)
        {
            Vector512<float> x0 = Vector512.Load(x);
            Vector512<float> x1 = Vector512.Load(x + 16);

            // Without their signs the bits of floats are ordered as integers, NaN above infinity.
            Vector512<int> bits = Vector512.Max(Vector512.Abs(x0).AsInt32(), Vector512.Abs(x1).AsInt32());
            Vector256<int> half = Vector256.Max(bits.GetLower(), bits.GetUpper());
            float inverse;
            (*scales, inverse) = ScaleOf(Greatest(Vector128.Max(half.GetLower(), half.GetUpper())));

            Vector512<float> factor = Vector512.Create(inverse);
            Vector512<int> q0 = Avx512F.ConvertToVector512Int32(x0 * factor);
            Vector512<int> q1 = Avx512F.ConvertToVector512Int32(x1 * factor);
            Avx512F.ConvertToVector128SByte(q0).Store(bytes);
            Avx512F.ConvertToVector128SByte(q1).Store(bytes + 16);
            Vector512<int> pairs = q0 + q1;
            Vector256<int> fours = pairs.GetLower() + pairs.GetUpper();
            *sums = Total(fours.GetLower() + fours.GetUpper()) * -offset;
            x += Length;
            bytes += Length;
            scales += step;
            sums += step;
        }
    }

    [MethodImpl(LeafKernel.Options)]
    private static void Quantize128(float* x, sbyte* bytes, float* scales, int* sums, nint step, int count, int offset)
    {
        for (; count > 0; count--)
        {
            Vector128<int> bits = Vector128<int>.Zero;
            for (int i = 0; i < Length; i += 4)
            {
                bits = Vector128.Max(bits, Vector128.Abs(Vector128.Load(x + i)).AsInt32());
            }

            float inverse;
            (*scales, inverse) = ScaleOf(Greatest(bits));
            Vector128<float> factor = Vector128.Create(inverse);
            Vector128<int> total = Vector128<int>.Zero;
            for (int i = 0; i < Length; i += 16)
            {
                Vector128<int> q0 = Round(x + i, factor);
                Vector128<int> q1 = Round(x + i + 4, factor);
                Vector128<int> q2 = Round(x + i + 8, factor);
                Vector128<int> q3 = Round(x + i + 12, factor);
                total += q0 + q1 + q2 + q3;
                Vector128.Narrow(Vector128.Narrow(q0, q1), Vector128.Narrow(q2, q3)).Store(bytes + i);
            }

            *sums = Total(total) * -offset;
            x += Length;
            bytes += Length;
            scales += step;
            sums += step;
        }
    }

    private static void QuantizeScalar(float* x, sbyte* bytes, float* scales, int* sums, nint step, int count, int offset)
    {
        for (; count > 0; count--)
        {
            int bits = 0;
            for (int i = 0; i < Length; i++)
            {
                bits = Math.Max(bits, BitConverter.SingleToInt32Bits(MathF.Abs(x[i])));
            }

            float inverse;
            (*scales, inverse) = ScaleOf(BitConverter.Int32BitsToSingle(bits));
            int total = 0;
            for (int i = 0; i < Length; i++)
            {
                int q = BitConverter.SingleToInt32Bits((x[i] * inverse) + Rounder) - RounderBits;
                bytes[i] = (sbyte)q;
                total += q;
            }

            *sums = total * -offset;
            x += Length;
            bytes += Length;
            scales += step;
            sums += step;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Total(Vector128<int> numbers)
    {
        numbers += Vector128.Shuffle(numbers, Vector128.Create(2, 3, 0, 1));
        return numbers.ToScalar() + numbers.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Round(float* x, Vector128<float> factor) =>
        ((Vector128.Load(x) * factor) + Vector128.Create(Rounder)).AsInt32() - Vector128.Create(RounderBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Greatest(Vector128<int> bits)
    {
        bits = Vector128.Max(bits, Vector128.Shuffle(bits, Vector128.Create(2, 3, 0, 1)));
        return BitConverter.Int32BitsToSingle(Math.Max(bits.ToScalar(), bits.GetElement(1)));
    }
}
