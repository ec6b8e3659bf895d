using InfernoOrleans.Grains.Interfaces.Refusals;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Interfaces.DeployedTasks;

/// <summary>The runs of a deployed task. Key: the deployment id, <c>deploy-7</c>. What it does is written before it is done.</summary>
[Alias("inferno.deployed-task")]
public interface IDeployedTaskGrain : IGrainWithStringKey
{
    /// <summary>Looks whether the run that goes on has ended, and begins the next one if it is time.</summary>
    [Alias("look"), ResponseTimeout("00:01:10")]
    Task LookAsync(CancellationToken cancellationToken);

    /// <summary>Cancels the run that goes on, if there is one: the deployment was stopped or ended.</summary>
    [Alias("stop")]
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>Has it run again, by its schedule or at once where it has none: the deployment was started.</summary>
    [Alias("start")]
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Lists the last runs, newest first.</summary>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">There is no such deployed task.</exception>
    [Alias("runs"), AlwaysInterleave]
    Task<IReadOnlyList<DeployedTaskRun>> ListRunsAsync(int limit, CancellationToken cancellationToken);
}
