using System.Text.RegularExpressions;

namespace InfernoOrleans.Tests.Telemetry;

/// <summary>The metrics that docs/metrics.md names: rows of its tables that begin with a name and a type.</summary>
internal static partial class DocumentedMetrics
{
    public static IReadOnlyDictionary<string, (string Type, string Labels)> Read() => File
        .ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", "metrics.md"))
        .Select(line => Row().Match(line))
        .Where(row => row.Success)
        .ToDictionary(row => row.Groups[1].Value, row => (row.Groups[2].Value, row.Groups[3].Value), StringComparer.Ordinal);

    [GeneratedRegex(@"^\| `(inferno_[a-z_]+)` \| (counter|gauge|histogram) \| ([^|]*)\|")]
    private static partial Regex Row();
}
