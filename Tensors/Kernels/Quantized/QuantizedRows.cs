using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Rows of activations as blocks of 32 signed bytes with an FP32 scale, and the sum of each block's bytes, in borrowed memory.</summary>
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

    /// <summary>[blocks][rows]</summary>
    public int* Sums { get; }

    /// <summary>[rows][blocks][32]</summary>
    public sbyte* Bytes { get; }

    public static int BlockCount(int inputs) => (int)(((long)inputs + Length - 1) / Length);

    /// <summary>The FP32 elements of the memory that so many rows take.</summary>
    public static int Elements(int rows, int inputs) => checked(rows * BlockCount(inputs) * (2 + (Length / sizeof(float))));

    /// <summary>Quantizes rows of <paramref name="inputs"/> numbers.</summary>
    [SkipLocalsInit]
    public void Quantize(float* x, int inputs, KernelWidth width)
    {
        float* padded = stackalloc float[Length];
        for (int row = 0; row < Rows; row++)
        {
            for (int block = 0; block < Blocks; block++)
            {
                float* numbers = x + ((nint)row * inputs) + (block * Length);
                int count = Math.Min(Length, inputs - (block * Length));
                if (count < Length)
                {
                    new Span<float>(padded, Length).Clear();
                    new ReadOnlySpan<float>(numbers, count).CopyTo(new Span<float>(padded, Length));
                    numbers = padded;
                }

                sbyte* bytes = Bytes + ((((nint)row * Blocks) + block) * Length);
                nint at = ((nint)block * Rows) + row;
                switch (width)
                {
                    case KernelWidth.Vector512:
                        Quantize512(numbers, bytes, Scales + at, Sums + at);
                        break;
                    case KernelWidth.Scalar:
                        QuantizeScalar(numbers, bytes, Scales + at, Sums + at);
                        break;
                    default:
                        Quantize128(numbers, bytes, Scales + at, Sums + at);
                        break;
                }
            }
        }
    }

    private static (float Scale, float Inverse) ScaleOf(float greatest) =>
        (float.IsFinite(greatest) ? greatest / 127f : float.NaN, greatest > Smallest && float.IsFinite(greatest) ? 127f / greatest : 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Quantize512(float* x, sbyte* bytes, float* scale, int* sum)
    {
        Vector512<float> x0 = Vector512.Load(x);
        Vector512<float> x1 = Vector512.Load(x + 16);

        // Without their signs the bits of floats are ordered as integers, NaN above infinity.
        Vector512<int> bits = Vector512.Max(Vector512.Abs(x0).AsInt32(), Vector512.Abs(x1).AsInt32());
        Vector256<int> half = Vector256.Max(bits.GetLower(), bits.GetUpper());
        float inverse;
        (*scale, inverse) = ScaleOf(Greatest(Vector128.Max(half.GetLower(), half.GetUpper())));

        Vector512<float> factor = Vector512.Create(inverse);
        Vector512<float> rounder = Vector512.Create(Rounder);
        Vector512<int> q0 = ((x0 * factor) + rounder).AsInt32() - Vector512.Create(RounderBits);
        Vector512<int> q1 = ((x1 * factor) + rounder).AsInt32() - Vector512.Create(RounderBits);
        *sum = Vector512.Sum(q0 + q1);
        Vector512<short> words = Vector512.Narrow(q0, q1);
        Vector256.Narrow(words.GetLower(), words.GetUpper()).Store(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Quantize128(float* x, sbyte* bytes, float* scale, int* sum)
    {
        Vector128<int> bits = Vector128<int>.Zero;
        for (int i = 0; i < Length; i += 4)
        {
            bits = Vector128.Max(bits, Vector128.Abs(Vector128.Load(x + i)).AsInt32());
        }

        float inverse;
        (*scale, inverse) = ScaleOf(Greatest(bits));
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

        *sum = Vector128.Sum(total);
    }

    private static void QuantizeScalar(float* x, sbyte* bytes, float* scale, int* sum)
    {
        int bits = 0;
        for (int i = 0; i < Length; i++)
        {
            bits = Math.Max(bits, BitConverter.SingleToInt32Bits(MathF.Abs(x[i])));
        }

        float inverse;
        (*scale, inverse) = ScaleOf(BitConverter.Int32BitsToSingle(bits));
        *sum = 0;
        for (int i = 0; i < Length; i++)
        {
            int q = BitConverter.SingleToInt32Bits((x[i] * inverse) + Rounder) - RounderBits;
            bytes[i] = (sbyte)q;
            *sum += q;
        }
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
