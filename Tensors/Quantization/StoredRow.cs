using System.Numerics.Tensors;

namespace InfernoOrleans.Tensors.Quantization;

/// <summary>A row of numbers as a <see cref="TensorDType"/> stores it, and back.</summary>
internal static unsafe class StoredRow
{
    /// <summary>The numbers of a block: parts of a row that begin at a multiple of it can be read and written alone.</summary>
    public const int Block = 32;

    // A span of bytes must not become longer than a span can be.
    private const int Part = 1 << 20;

    /// <summary>The bytes of a row; its last block is a whole one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type.</exception>
    public static long Bytes(TensorDType dtype, long columns) => dtype switch
    {
        TensorDType.FP32 => columns * sizeof(float),
        TensorDType.FP16 or TensorDType.BF16 => columns * sizeof(ushort),
        TensorDType.INT8 => (columns + Block - 1) / Block * Q8Block.Bytes,
        TensorDType.INT4 => (columns + Block - 1) / Block * Q4Block.Bytes,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "No such type of numbers."),
    };

    /// <summary>From FP32.</summary>
    public static void Store(TensorDType dtype, ReadOnlySpan<float> row, byte* bytes)
    {
        for (; !row.IsEmpty; row = row[Math.Min(Part, row.Length)..], bytes += Bytes(dtype, Part))
        {
            StorePart(dtype, row[..Math.Min(Part, row.Length)], bytes);
        }
    }

    /// <summary>To FP32.</summary>
    public static void Load(TensorDType dtype, byte* bytes, Span<float> row)
    {
        for (; !row.IsEmpty; row = row[Math.Min(Part, row.Length)..], bytes += Bytes(dtype, Part))
        {
            LoadPart(dtype, bytes, row[..Math.Min(Part, row.Length)]);
        }
    }

    private static void StorePart(TensorDType dtype, ReadOnlySpan<float> row, byte* bytes)
    {
        switch (dtype)
        {
            case TensorDType.FP16:
                TensorPrimitives.ConvertToHalf(row, new Span<Half>(bytes, row.Length));
                break;
            case TensorDType.BF16:
                BrainRow.Store(row, new Span<ushort>(bytes, row.Length));
                break;
            case TensorDType.INT8:
                Q8Block.Quantize(row, new Span<byte>(bytes, (int)Bytes(dtype, row.Length)));
                break;
            case TensorDType.INT4:
                Q4Block.Quantize(row, new Span<byte>(bytes, (int)Bytes(dtype, row.Length)));
                break;
            default:
                row.CopyTo(new Span<float>(bytes, row.Length));
                break;
        }
    }

    private static void LoadPart(TensorDType dtype, byte* bytes, Span<float> row)
    {
        switch (dtype)
        {
            case TensorDType.FP16:
                TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>(bytes, row.Length), row);
                break;
            case TensorDType.BF16:
                BrainRow.Load(new ReadOnlySpan<ushort>(bytes, row.Length), row);
                break;
            case TensorDType.INT8:
                Q8Block.Dequantize(new ReadOnlySpan<byte>(bytes, (int)Bytes(dtype, row.Length)), row);
                break;
            case TensorDType.INT4:
                Q4Block.Dequantize(new ReadOnlySpan<byte>(bytes, (int)Bytes(dtype, row.Length)), row);
                break;
            default:
                new ReadOnlySpan<float>(bytes, row.Length).CopyTo(row);
                break;
        }
    }
}
