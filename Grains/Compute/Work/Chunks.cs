using System.Runtime.InteropServices;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>Numbers in pieces that fit in a second-level cache and take no function of one number as long as a millisecond.</summary>
internal static class Chunks
{
    /// <summary>The numbers of a piece; the last one has fewer.</summary>
    public const int Length = 32_768;

    /// <summary>Where the pieces of so many numbers begin, and their lengths.</summary>
    public static IEnumerable<(int Start, int Length)> Of(int count)
    {
        for (long start = 0; start < count; start += Length)
        {
            yield return ((int)start, (int)Math.Min(Length, count - start));
        }
    }

    /// <summary>Copies little-endian floats that lie at any address.</summary>
    /// <param name="data">All of them.</param>
    /// <param name="start">From which number on.</param>
    /// <param name="numbers">As many as are copied.</param>
    public static void Read(ReadOnlyMemory<byte> data, long start, Span<float> numbers) =>
        data.Span.Slice((int)(start * sizeof(float)), numbers.Length * sizeof(float)).CopyTo(MemoryMarshal.AsBytes(numbers));

    /// <summary>Copies all of the numbers to a tensor.</summary>
    public static IEnumerable<Pause> CopyTo(ReadOnlyMemory<byte> data, Tensor tensor)
    {
        foreach (var (start, length) in Of((int)tensor.Shape.ElementCount))
        {
            Read(data, start, tensor.Span.Slice(start, length));
            yield return default;
        }
    }
}
