using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class RunsCommand
{
    private const int DefaultLimit = 20;
    private const int HighestLimit = 1_000;

    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The deployed task: its id, such as deploy-7, or its name." };
        var limit = new Option<int?>("--limit")
        {
            Description = $"List at most so many. [default: {DefaultLimit}]",
            HelpName = "COUNT",
            CustomParser = result => NumberArgument.Read(result, 1, HighestLimit),
        };
        return new Command("runs", "Lists the last runs of a deployed task, the newest first.") { id, limit }.Calling(
            async (parsed, client, terminal, cancellationToken) =>
            {
                var runs = await client.ListRunsAsync(parsed.GetRequiredValue(id), parsed.GetValue(limit) ?? DefaultLimit, cancellationToken);
                terminal.ShowAll(runs, InfernoJson.Readable.IReadOnlyListRunItem, Table, "No runs yet.");
                return ExitCodes.Ok;
            });
    }

    private static Spectre.Console.Table Table(IEnumerable<RunItem> runs)
    {
        var table = Sheet.Of("Run", "Task", "Status", "Started", "Took", "Error");
        table.Columns[0].Alignment = table.Columns[4].Alignment = Spectre.Console.Justify.Right;
        foreach (var run in runs)
        {
            table.AddTexts(
                Figures.Count(run.Run),
                run.TaskId,
                run.Status,
                Figures.Time(run.Started),
                run.Ended is { } ended ? Figures.Milliseconds(Math.Max(0, ended - run.Started)) : null,
                run.Error?.ReplaceLineEndings(" "));
        }

        return table;
    }
}
