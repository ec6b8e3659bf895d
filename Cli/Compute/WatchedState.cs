namespace InfernoOrleans.Cli.Compute;

/// <summary>The states of tasks, in the server's words.</summary>
internal enum WatchedState
{
    Pending,
    Assigned,
    Running,
    Completed,
    Failed,
    Cancelled,
}
