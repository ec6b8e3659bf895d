using System.CommandLine;
using System.Net;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class StatsCommand
{
    public static Command Create() =>
        new Command("stats", "Counts processes, deployments, nodes and tasks.").Calling(async (_, client, terminal, cancellationToken) =>
        {
            var stats = await client.GetStatsAsync(cancellationToken) with { Compute = await CountTasksAsync(client, cancellationToken) };
            if (terminal.Json)
            {
                terminal.WriteJson(stats, InfernoJson.Readable.StatsAnswer);
            }
            else
            {
                terminal.Results.Write(Sheet.Pairs(Describe(stats)));
            }

            return ExitCodes.Ok;
        });

    /// <summary>Null where the server has no tasks yet.</summary>
    private static async Task<ComputeStats?> CountTasksAsync(InfernoClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetComputeStatsAsync(cancellationToken);
        }
        catch (CommandFailedException refusal) when (refusal.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private static IEnumerable<(string Name, string? Value)> Describe(StatsAnswer stats) =>
    [
        ("processes", Figures.Count(stats.TotalProcesses)),
        ("  running", Figures.Count(stats.RunningProcesses)),
        ("deployments", Figures.Count(stats.TotalDeployments)),
        .. (stats.DeploymentsByType ?? new Dictionary<string, long>()).Select(pair => ($"  {pair.Key}", (string?)Figures.Count(pair.Value))),
        .. stats.Compute is { } compute ? Describe(compute) : [],
    ];

    private static IEnumerable<(string Name, string? Value)> Describe(ComputeStats compute) =>
    [
        ("nodes", Figures.Count(compute.TotalNodes)),
        ("  active", Figures.Count(compute.ActiveNodes)),
        ("tasks", Figures.Count(compute.TotalTasks)),
        ("  pending", Figures.Count(compute.PendingTasks)),
        ("  running", Figures.Count(compute.RunningTasks)),
        ("  completed", Figures.Count(compute.CompletedTasks)),
        ("  failed", Figures.Count(compute.FailedTasks)),
        ("  cancelled", Figures.Count(compute.CancelledTasks)),
    ];
}
