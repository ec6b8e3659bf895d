namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>A task that fails with its numbers: it would wherever and however often it is tried.</summary>
/// <param name="message">One sentence for whoever sent the task.</param>
internal sealed class TaskFailedException(string message) : Exception(message);
