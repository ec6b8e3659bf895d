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
                Text(silo.Cpu, cpu => string.Create(CultureInfo.InvariantCulture, $"{cpu * 100:0} %")),
                Text(silo.RssBytes, Figures.Bytes),
                Text(silo.LedgerUsedBytes, Figures.Bytes),
                Text(silo.LedgerCapacityBytes, Figures.Bytes),
                Text(silo.QueueDepth, Figures.Count),
                Text(silo.Running, Figures.Count),
                Text(silo.Activations, Figures.Count),
                Text(silo.Replicas, Figures.Count),
                Text(silo.RequestsPerSecond, rate => rate.ToString("N1", CultureInfo.InvariantCulture)),
                Text(silo.P99Milliseconds, time => string.Create(CultureInfo.InvariantCulture, $"{time:0.##} ms")),
                Text(silo.UptimeSeconds, Duration));
        }

        return table;
    }

    /// <summary>90061 → 1d 1h, 3725 → 1h 2m, 65 → 1m 5s</summary>
    private static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return time switch
        {
            { TotalDays: >= 1 } => $"{time.Days}d {time.Hours}h",
            { TotalHours: >= 1 } => $"{time.Hours}h {time.Minutes}m",
            { TotalMinutes: >= 1 } => $"{time.Minutes}m {time.Seconds}s",
            _ => $"{time.Seconds}s",
        };
    }

    private static string Text<T>(T? value, Func<T, string> format)
        where T : struct => value is { } known ? format(known) : Unknown;
}
