namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>An attempt at a task that failed.</summary>
/// <param name="message">One sentence for whoever sent the task.</param>
internal sealed class TaskFailedException(string message) : Exception(message)
{
    /// <summary>Whether another attempt might succeed.</summary>
    /// <value>Default false: a computation that fails with its numbers fails wherever and however often it is tried.</value>
    public bool IsRetryable { get; init; }
}
