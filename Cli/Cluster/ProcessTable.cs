using System.Globalization;
using InfernoOrleans.Cli.Output;
using Spectre.Console;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>The processes of a cluster as people read them.</summary>
internal static class ProcessTable
{
    public static Table Of(IEnumerable<ProcessRecord> processes)
    {
        var table = Sheet.Of("Name", "State", "Process", "Ports", "Restarts", "Started");
        table.Columns[2].Alignment = table.Columns[4].Alignment = Justify.Right;
        foreach (var process in processes)
        {
            table.AddTexts(
                process.Name,
                process.State.ToString().ToLowerInvariant(),
                process.Pid?.ToString(CultureInfo.InvariantCulture),
                string.Join(", ", process.Ports.Select(port => $"{port.Key} {port.Value.ToString(CultureInfo.InvariantCulture)}")),
                Figures.Count(process.Restarts),
                process.Started is { } started ? Figures.Time(started.ToUnixTimeMilliseconds()) : null);
        }

        return table;
    }
}
