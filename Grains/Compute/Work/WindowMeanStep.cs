using System.Runtime.InteropServices;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>
/// The mean of each so many numbers that follow each other: the first of the first ones, the last of the last, so that there are fewer means
/// than numbers.
/// </summary>
/// <remarks>
/// The numbers are cut into blocks as long as a window. A window is the end of one block and the beginning of the next, and its sum that of
/// both: nothing is ever subtracted, so that a great number leaves no trace in the windows after it.
/// </remarks>
internal sealed class WindowMeanStep(string label, int size) : PipelineStep(label)
{
    public override double Cost => 4;

    public override int CountAfter(int count) => count - size + 1;

    public override long WorkingBytes(int count) => (long)size * sizeof(double);

    public override IEnumerable<Pause> Run(Tensor numbers, int count, MemoryLedger memory)
    {
        using var working = Tensor.Uninitialized(TensorShape.Vector(size * (sizeof(double) / sizeof(float))), memory);
        var windows = CountAfter(count);
        var done = 0;
        for (long block = 0; block < windows; block += size)
        {
            // Of each number of the block the sum from it to the end of the block.
            var sum = 0.0;
            for (var left = size; left > 0;)
            {
                var length = Math.Min(left, Chunks.Length);
                left -= length;
                sum = AddBackwards(numbers.ReadOnlySpan.Slice((int)block + left, length), Ends(working).Slice(left, length), sum);
                if ((done += length) >= Chunks.Length)
                {
                    done = 0;
                    yield return default;
                }
            }

            // The windows that begin in this block; what they write has been added up already.
            sum = 0.0;
            var begin = (int)Math.Min(size, windows - block);
            for (var at = 0; at < begin; at += Chunks.Length)
            {
                var length = Math.Min(Chunks.Length, begin - at);
                sum = WriteMeans(numbers.Span[((int)block + at)..], length, Ends(working).Slice(at, length), sum);
                if ((done += length) >= Chunks.Length)
                {
                    done = 0;
                    yield return default;
                }
            }
        }
    }

    private static Span<double> Ends(Tensor working) => MemoryMarshal.Cast<float, double>(working.Span);

    private static double AddBackwards(ReadOnlySpan<float> numbers, Span<double> sums, double sum)
    {
        for (var i = numbers.Length - 1; i >= 0; i--)
        {
            sum += numbers[i];
            sums[i] = sum;
        }

        return sum;
    }

    private double WriteMeans(Span<float> numbers, int length, ReadOnlySpan<double> ends, double beginnings)
    {
        for (var i = 0; i < length; i++)
        {
            numbers[i] = (float)((ends[i] + beginnings) / size);

            // The last window of all has no number after it.
            beginnings += i + size < numbers.Length ? numbers[i + size] : 0;
        }

        return beginnings;
    }
}
