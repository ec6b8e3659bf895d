using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>The sum of the numbers up to each, itself included; added up in 64 bits, each sum rounded once.</summary>
internal sealed class CumsumStep(string label) : PipelineStep(label)
{
    public override double Cost => 2;

    public override IEnumerable<Pause> Run(Tensor numbers, int count, MemoryLedger memory)
    {
        var sum = 0.0;
        foreach (var (start, length) in Chunks.Of(count))
        {
            var chunk = numbers.Span.Slice(start, length);
            for (var i = 0; i < chunk.Length; i++)
            {
                sum += chunk[i];
                chunk[i] = (float)sum;
            }

            Finite.Require(chunk, start, Label);
            yield return default;
        }
    }
}
