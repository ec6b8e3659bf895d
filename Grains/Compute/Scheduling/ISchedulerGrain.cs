using InfernoOrleans.Grains.Compute.Tables;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>Decides which task runs where. Key: the pool, of which there is one, <see cref="Default"/>.</summary>
[Alias("inferno.scheduler")]
internal interface ISchedulerGrain : IGrainWithStringKey
{
    /// <summary>The only pool.</summary>
    const string Default = "default";

    /// <summary>A silo says what it runs. A report that is lost must be made up for by the next before a lease runs out.</summary>
    [Alias("report"), ResponseTimeout("00:00:02")]
    Task ReportAsync(ExecutorReport report);

    /// <summary>Tasks have become ready. Nothing is lost where this is: the scheduler looks by itself, only later.</summary>
    [OneWay, Alias("ready")]
    Task ReadyAsync(IReadOnlyList<ReadyHint> hints);

    /// <summary>A task was cancelled that a silo has.</summary>
    [OneWay, Alias("cancelled")]
    Task CancelledAsync(string executor, AttemptId attempt);

    /// <summary>Nodes have changed.</summary>
    [Alias("nodes-changed")]
    Task NodesChangedAsync();

    /// <summary>Tells what is known of nodes that is not in their rows.</summary>
    [Alias("observe")]
    Task<IReadOnlyList<NodeObservation>> ObserveAsync();
}
