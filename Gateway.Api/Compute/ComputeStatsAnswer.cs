using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>How many nodes and tasks there are.</summary>
/// <param name="TotalNodes">All nodes.</param>
/// <param name="ActiveNodes">Those that are Active or Busy.</param>
/// <param name="TotalTasks">All tasks that were ever accepted.</param>
/// <param name="PendingTasks">Those that wait.</param>
/// <param name="RunningTasks">Those that a node has.</param>
/// <param name="CompletedTasks">Those that have a result.</param>
/// <param name="AverageCpuUsage">The CPU of the nodes that are not Offline, 0 to 1.</param>
/// <param name="AverageMemoryUsage">Their memory, 0 to 1.</param>
/// <param name="FailedTasks">Those that have none and will have none.</param>
/// <param name="CancelledTasks">Those that somebody cancelled.</param>
/// <param name="QueueAgeMs">How long the task waits that has waited longest, in milliseconds; null where none does.</param>
internal sealed record ComputeStatsAnswer(
    int TotalNodes,
    int ActiveNodes,
    long TotalTasks,
    long PendingTasks,
    long RunningTasks,
    long CompletedTasks,
    double AverageCpuUsage,
    double AverageMemoryUsage,
    long FailedTasks,
    long CancelledTasks,
    long? QueueAgeMs)
{
    public static ComputeStatsAnswer From(ComputeStatistics statistics) => new(
        statistics.TotalNodes,
        statistics.ActiveNodes,
        statistics.TotalTasks,
        statistics.PendingTasks,
        statistics.RunningTasks,
        statistics.CompletedTasks,
        Shares.Round(statistics.AverageCpuUsage),
        Shares.Round(statistics.AverageMemoryUsage),
        statistics.FailedTasks,
        statistics.CancelledTasks,
        statistics.QueueAge is { } age ? (long)age.TotalMilliseconds : null);
}
