namespace InfernoOrleans.Tensors.Compute;

/// <summary>A job that a full <see cref="ComputePool"/> did not take. Nothing of it was run.</summary>
/// <param name="capacity">The most jobs that the pool holds.</param>
public sealed class ComputeRefusedException(int capacity) : Exception($"The compute pool holds {capacity} jobs, which is all it takes.")
{
    /// <summary>The most jobs that the pool holds.</summary>
    public int Capacity { get; } = capacity;
}
