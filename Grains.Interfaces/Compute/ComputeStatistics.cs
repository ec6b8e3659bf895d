namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>How many nodes and tasks there are.</summary>
/// <param name="TotalNodes">All nodes.</param>
/// <param name="ActiveNodes">Those that are Active or Busy.</param>
/// <param name="TotalTasks">All tasks that were ever accepted.</param>
/// <param name="PendingTasks">Those that wait.</param>
/// <param name="RunningTasks">Those that a node has.</param>
/// <param name="CompletedTasks">Those that were completed.</param>
/// <param name="AverageCpuUsage">The CPU of the nodes that are not Offline, 0 to 1.</param>
/// <param name="AverageMemoryUsage">Their memory, 0 to 1.</param>
/// <param name="FailedTasks">Those that failed.</param>
/// <param name="CancelledTasks">Those that were cancelled.</param>
/// <param name="QueueAge">How long the task waits that has waited longest; null where none does.</param>
[GenerateSerializer, Immutable, Alias("inferno.compute-statistics")]
public sealed record ComputeStatistics(
    [property: Id(0)] int TotalNodes,
    [property: Id(1)] int ActiveNodes,
    [property: Id(2)] long TotalTasks,
    [property: Id(3)] long PendingTasks,
    [property: Id(4)] long RunningTasks,
    [property: Id(5)] long CompletedTasks,
    [property: Id(6)] double AverageCpuUsage,
    [property: Id(7)] double AverageMemoryUsage,
    [property: Id(8)] long FailedTasks,
    [property: Id(9)] long CancelledTasks,
    [property: Id(10)] TimeSpan? QueueAge);
