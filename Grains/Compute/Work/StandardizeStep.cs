using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>(x − mean) / σ with the standard deviation of the whole population; all 0 where that is 0. Added up in 64 bits.</summary>
internal sealed class StandardizeStep(string label) : PipelineStep(label)
{
    public override double Cost => 4;

    public override IEnumerable<Pause> Run(Tensor numbers, int count, MemoryLedger memory)
    {
        var sum = 0.0;
        foreach (var (start, length) in Chunks.Of(count))
        {
            sum += Sums.Of(numbers.ReadOnlySpan.Slice(start, length));
            yield return default;
        }

        var mean = sum / count;
        var squares = 0.0;
        foreach (var (start, length) in Chunks.Of(count))
        {
            squares += Sums.OfSquares(numbers.ReadOnlySpan.Slice(start, length), mean);
            yield return default;
        }

        var deviation = Math.Sqrt(squares / count);
        foreach (var (start, length) in Chunks.Of(count))
        {
            foreach (ref var x in numbers.Span.Slice(start, length))
            {
                x = deviation == 0 ? 0 : (float)((x - mean) / deviation);
            }

            yield return default;
        }
    }
}
