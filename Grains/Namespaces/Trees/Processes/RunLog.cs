using System.Globalization;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary><c>log</c> of a deployed task: its last runs, oldest first, a line each.</summary>
internal static class RunLog
{
    private const int MostRuns = 100;

    public static async Task<FileContent> ReadAsync(DeploymentId id, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var runs = await grains.GetGrain<IDeployedTaskGrain>(id.ToString()).ListRunsAsync(MostRuns, cancellationToken);
        return TreeContent.Text(string.Concat(runs.OrderBy(run => run.Number).Select(Line)));
    }

    /// <summary>The line of a run.</summary>
    internal static string Line(DeployedTaskRun run)
    {
        var took = run.Ended is { } ended ? string.Create(CultureInfo.InvariantCulture, $" after {(ended - run.Started).TotalMilliseconds:0} ms") : "";
        return $"{LogTime.Show(run.Started)} run {run.Number} {run.Task?.ToString() ?? "-"} {run.Status}{took}{(run.Error is { } error ? $": {error.ReplaceLineEndings(" ")}" : "")}\n";
    }
}
