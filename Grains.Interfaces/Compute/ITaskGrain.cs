using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>One task, for those who ask about it. It runs whether or not anybody does. Key: the task id, <c>task-7</c>.</summary>
[Alias("inferno.task")]
public interface ITaskGrain : IGrainWithStringKey
{
    /// <summary>Tells what became of the task, with its result.</summary>
    /// <exception cref="RefusedException">There is no such task, or no more.</exception>
    [Alias("describe")]
    Task<TaskInfo> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Waits for the task to end, and tells what became of it by then.</summary>
    /// <param name="most">How long to wait, at most <see cref="TaskWaits.Slice"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">There is no such task, or no more.</exception>
    [Alias("wait")]
    Task<TaskInfo> WaitAsync(TimeSpan most, CancellationToken cancellationToken);

    /// <summary>Cancels the task, whatever it does. Cancelling a cancelled one again changes nothing.</summary>
    /// <exception cref="RefusedException">There is no such task, or it has ended otherwise.</exception>
    [Alias("cancel")]
    Task<TaskInfo> CancelAsync(CancellationToken cancellationToken);

    /// <summary>Reads a part of the result, however long that is, as an NPY file (version 1.0) of 32-bit floats.</summary>
    /// <param name="offset">Where the part begins, in bytes.</param>
    /// <param name="most">How many bytes to return at most, up to 1 MiB.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The part; empty at the end of the file.</returns>
    /// <exception cref="RefusedException">There is no such task, or it has no result.</exception>
    [Alias("read-result")]
    Task<ReadOnlyMemory<byte>> ReadResultAsync(long offset, int most, CancellationToken cancellationToken);
}
