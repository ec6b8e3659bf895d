namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Between elements that are a stride apart and elements side by side.</summary>
internal static unsafe class StridedCopy
{
    /// <summary>The elements that kernels gather at a time, into 1 KB of stack: enough to hide what a call of a vector kernel costs.</summary>
    public const int Chunk = 256;

    /// <summary>destination[i] = source[i · stride]; the stride may be 0.</summary>
    public static void Gather(float* source, nint stride, Span<float> destination)
    {
        switch (stride)
        {
            case 0:
                destination.Fill(*source);
                break;
            case 1:
                new ReadOnlySpan<float>(source, destination.Length).CopyTo(destination);
                break;
            default:
                for (int i = 0; i < destination.Length; i++, source += stride)
                {
                    destination[i] = *source;
                }

                break;
        }
    }

    /// <summary>The chunk of a lane of <paramref name="count"/> elements that begins at one of them, copied to memory for a chunk.</summary>
    public static Span<float> GatherChunk(float* lane, nint stride, int at, int count, float* memory)
    {
        Span<float> chunk = new(memory, Math.Min(Chunk, count - at));
        Gather(lane + (at * stride), stride, chunk);
        return chunk;
    }

    /// <summary>destination[i · stride] = source[i].</summary>
    public static void Scatter(ReadOnlySpan<float> source, float* destination, nint stride)
    {
        if (stride == 1)
        {
            source.CopyTo(new Span<float>(destination, source.Length));
            return;
        }

        for (int i = 0; i < source.Length; i++, destination += stride)
        {
            *destination = source[i];
        }
    }
}
