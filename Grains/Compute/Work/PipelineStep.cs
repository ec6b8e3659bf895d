using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>A step of a pipeline, which changes numbers where they lie. Immutable.</summary>
/// <param name="label">What failures call it: <c>operations[1] (sqrt)</c>.</param>
internal abstract class PipelineStep(string label)
{
    /// <summary>What failures call it.</summary>
    protected string Label => label;

    /// <summary>How much longer it takes than a sum of each number: an estimate.</summary>
    public abstract double Cost { get; }

    /// <summary>How many numbers it leaves of so many.</summary>
    public virtual int CountAfter(int count) => count;

    /// <summary>The native memory that it needs beside the numbers.</summary>
    public virtual long WorkingBytes(int count) => 0;

    /// <summary>Does it.</summary>
    /// <param name="numbers">A vector whose first numbers the step changes.</param>
    /// <param name="count">How many; the result is the first <see cref="CountAfter"/> of the vector.</param>
    /// <param name="memory">What counts its working memory.</param>
    /// <exception cref="TaskFailedException">A number of the result is not finite.</exception>
    public abstract IEnumerable<Pause> Run(Tensor numbers, int count, MemoryLedger memory);
}
