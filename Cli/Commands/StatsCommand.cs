using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class StatsCommand
{
    public static Command Create() =>
        new Command("stats", "Counts processes and deployments.").Calling(async (_, client, terminal, cancellationToken) =>
        {
            var stats = await client.GetStatsAsync(cancellationToken);
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

    private static IEnumerable<(string Name, string? Value)> Describe(StatsAnswer stats) =>
    [
        ("processes", Figures.Count(stats.TotalProcesses)),
        ("  running", Figures.Count(stats.RunningProcesses)),
        ("deployments", Figures.Count(stats.TotalDeployments)),
        .. (stats.DeploymentsByType ?? new Dictionary<string, long>()).Select(pair => ($"  {pair.Key}", (string?)Figures.Count(pair.Value))),
    ];
}
