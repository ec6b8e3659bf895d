using System.Numerics.Tensors;
using InfernoOrleans.Tensors;
using Tensor = InfernoOrleans.Tensors.Tensor;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>(x − min) / (max − min), from 0 to 1; all 0 where all numbers are equal.</summary>
internal sealed class NormalizeStep(string label) : PipelineStep(label)
{
    public override double Cost => 3;

    public override IEnumerable<Pause> Run(Tensor numbers, int count, MemoryLedger memory)
    {
        var min = float.PositiveInfinity;
        var max = float.NegativeInfinity;
        foreach (var (start, length) in Chunks.Of(count))
        {
            var chunk = numbers.ReadOnlySpan.Slice(start, length);
            min = Math.Min(min, TensorPrimitives.Min(chunk));
            max = Math.Max(max, TensorPrimitives.Max(chunk));
            yield return default;
        }

        // In 64 bits the difference of any two numbers is finite.
        var range = (double)max - min;
        foreach (var (start, length) in Chunks.Of(count))
        {
            foreach (ref var x in numbers.Span.Slice(start, length))
            {
                x = range == 0 ? 0 : (float)((x - (double)min) / range);
            }

            yield return default;
        }
    }
}
