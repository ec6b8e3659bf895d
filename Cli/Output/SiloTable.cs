using System.Globalization;
using InfernoOrleans.Cli.Rest;
using Spectre.Console;

namespace InfernoOrleans.Cli.Output;

/// <summary>The silos of a cluster with what they are doing, a line each.</summary>
internal static class SiloTable
{
    private const string Unknown = "–";
    private const int TextColumns = 2;

    public static Table Of(IEnumerable<SiloLoad> silos)
    {
        var table = Sheet.Of("Silo", "Status", "CPU", "Memory", "Weights", "of", "Queue", "Running", "Activations", "Replicas", "Requests/s", "p99", "Up");
        foreach (var column in table.Columns.Skip(TextColumns))
        {
            column.Alignment = Justify.Right;
        }

        foreach (var silo in silos)
        {
            table.AddTexts(
                silo.Name,
                silo.Status ?? Unknown,
                Text(silo.Cpu, Figures.Share),
                Text(silo.RssBytes, Figures.Bytes),
                Text(silo.LedgerUsedBytes, Figures.Bytes),
                Text(silo.LedgerCapacityBytes, Figures.Bytes),
                Text(silo.QueueDepth, Figures.Count),
                Text(silo.Running, Figures.Count),
                Text(silo.Activations, Figures.Count),
                Text(silo.Replicas, Figures.Count),
                Text(silo.RequestsPerSecond, rate => rate.ToString("N1", CultureInfo.InvariantCulture)),
                Text(silo.P99Milliseconds, time => string.Create(CultureInfo.InvariantCulture, $"{time:0.##} ms")),
                Text(silo.UptimeSeconds, Figures.Duration));
        }

        return table;
    }

    private static string Text<T>(T? value, Func<T, string> format)
        where T : struct => value is { } known ? format(known) : Unknown;
}
