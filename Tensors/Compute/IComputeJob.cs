namespace InfernoOrleans.Tensors.Compute;

/// <summary>Work for a <see cref="ComputePool"/>, cut into slices by itself.</summary>
public interface IComputeJob
{
    /// <summary>Does the next few milliseconds of the work, at most about <see cref="ComputePool.SliceMilliseconds"/>. Never called twice at the same time.</summary>
    /// <returns>Whether work is left: the job then waits for its next turn. If it throws, the job has failed.</returns>
    bool RunSlice();

    /// <summary>
    /// Called after each slice with what its flow pays for it. The next slice may have begun meanwhile, on another thread.
    /// </summary>
    /// <param name="milliseconds">Processor time of the slice and of those that helped with it.</param>
    void Charge(double milliseconds)
    {
    }

    /// <summary>Called once by the pool, after the last slice, or when there will be none. Must not throw.</summary>
    /// <param name="failure">
    /// Null when the job is done; what a slice threw; an <see cref="ObjectDisposedException"/> when the pool was disposed before the end.
    /// </param>
    void Finish(Exception? failure);
}
