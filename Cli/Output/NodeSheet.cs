using System.Globalization;
using InfernoOrleans.Cli.Rest;
using Spectre.Console;

namespace InfernoOrleans.Cli.Output;

/// <summary>Compute nodes: a line each, or one with all that is known of it.</summary>
internal static class NodeSheet
{
    private const string Unknown = "–";
    private const int FirstNumber = 4;
    private const int Numbers = 5;

    public static Table Table(IEnumerable<NodeInfo> nodes)
    {
        var table = Sheet.Of("Node", "Kind", "Silo", "Status", "Tasks", "CPU", "Memory", "Cores", "GB", "Labels");
        foreach (var column in table.Columns.Skip(FirstNumber).Take(Numbers))
        {
            column.Alignment = Justify.Right;
        }

        foreach (var node in nodes)
        {
            table.AddTexts(
                node.Id,
                node.Kind ?? Unknown,
                node.Silo ?? Unknown,
                node.Status ?? Unknown,
                Tasks(node),
                Share(node.Load?.CpuUsage),
                Share(node.Load?.MemoryUsage),
                Number(node.Capabilities?.CpuCores),
                Number(node.Capabilities?.MemoryGB),
                Labels(node));
        }

        return table;
    }

    public static Grid Of(NodeInfo node) => Sheet.Pairs(
    [
        ("id", node.Id),
        ("kind", node.Kind),
        ("silo", node.Silo ?? Unknown),
        ("status", node.Status),
        ("address", $"{node.Hostname}:{node.Port}"),
        ("tasks", Tasks(node)),
        ("CPU", Share(node.Load?.CpuUsage)),
        ("memory", Share(node.Load?.MemoryUsage)),
        ("cores", Number(node.Capabilities?.CpuCores)),
        ("GB", Number(node.Capabilities?.MemoryGB)),
        ("GPU", node.Capabilities?.GpuAvailable is true ? "yes" : "no"),
        ("labels", node.Labels is { Count: > 0 } ? Labels(node) : null),
        .. (node.Others ?? new Dictionary<string, System.Text.Json.JsonElement>()).Select(pair => (pair.Key, (string?)pair.Value.ToString())),
    ]);

    /// <summary>What it has of what it can have at one time: 3/4.</summary>
    private static string Tasks(NodeInfo node) =>
        $"{Text(node.Load?.ActiveTasks, Figures.Count)}/{Text(node.Capabilities?.MaxConcurrentTasks, Figures.Count)}";

    private static string Labels(NodeInfo node) => string.Join(' ', (node.Labels ?? new Dictionary<string, string>()).Select(label => $"{label.Key}={label.Value}"));

    private static string Share(double? share) => Text(share, Figures.Share);

    private static string Number(double? number) => Text(number, value => value.ToString("0.##", CultureInfo.InvariantCulture));

    private static string Text<T>(T? value, Func<T, string> format)
        where T : struct => value is { } known ? format(known) : Unknown;
}
