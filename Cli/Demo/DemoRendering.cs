using InfernoOrleans.Cli.Output;
using Spectre.Console;

namespace InfernoOrleans.Cli.Demo;

/// <summary>Prints what the demo found out.</summary>
internal static class DemoRendering
{
    private const int CellWidth = 4;

    private static readonly Style Hit = new(Color.Green, decoration: Decoration.Bold);
    private static readonly Style Miss = new(Color.Red);
    private static readonly Style Empty = new(Color.Grey);

    public static void Print(DemoReport report, IAnsiConsole console)
    {
        console.Write(Sheet.Pairs(
            ("accuracy", FormattableString.Invariant($"{report.Correct} / {report.Rows} = {100 * report.Accuracy:0.00} %")),
            ("expected", FormattableString.Invariant(
                $"{report.ExpectedCorrect} / {report.Rows}; probabilities differ by at most {report.GreatestDifference:0.0e-0}")),
            ("latency", FormattableString.Invariant($"p50 {report.Load.P50Ms:0.00} ms, p99 {report.Load.P99Ms:0.00} ms")),
            ("requests/s", FormattableString.Invariant(
                $"{report.Load.RequestsPerSecond:N0} ({report.Load.Requests:N0} requests in {report.Load.Seconds:0.0} s, {report.Connections} at a time, one row each)"))));
        console.WriteLine();
        console.WriteLine("Down: the digit. Across: what it was taken for.");
        console.Write(ConfusionTable(report.Confusion));
    }

    private static Table ConfusionTable(IReadOnlyList<IReadOnlyList<int>> confusion)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("");
        for (var digit = 0; digit < confusion.Count; digit++)
        {
            table.AddColumn(new TableColumn($"{digit} ") { Alignment = Justify.Right, Width = CellWidth });
        }

        for (var digit = 0; digit < confusion.Count; digit++)
        {
            table.AddRow([new Text($"{digit}"), .. confusion[digit].Select((count, guess) => Cell(count, guess == digit))]);
        }

        return table;
    }

    /// <summary>The diagonal stands out without colours too: what was missed is in brackets.</summary>
    private static Text Cell(int count, bool hit) => count switch
    {
        0 => new Text("· ", Empty),
        _ when hit => new Text($"{count} ", Hit),
        _ => new Text($"({count})", Miss),
    };
}
