using System.CommandLine;
using InfernoOrleans.Cli.Compute;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class TasksCommand
{
    private const int DefaultLimit = 100;
    private const int HighestLimit = 1_000_000;

    private const string Examples = """
        Examples:
          inferno tasks --status Failed --limit 20
          inferno tasks task-7
          inferno tasks task-7 --wait
          inferno tasks task-7 --output result.npy
        """;

    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Description = "Show this task. [default: list them, the newest first]", Arity = ArgumentArity.ZeroOrOne };
        var status = new Option<string?>("--status")
        {
            Description = "Only tasks in this state.",
            HelpName = "Pending|Assigned|Running|Completed|Failed|Cancelled",
        };
        var limit = new Option<int?>("--limit")
        {
            Description = $"List at most so many. [default: {DefaultLimit}]",
            HelpName = "COUNT",
            CustomParser = result => NumberArgument.Read(result, 1, HighestLimit),
        };
        var output = new Option<string?>("--output") { Description = "Write the task's result to this file, in NPY format.", HelpName = "FILE.npy" };
        var wait = new Option<bool>("--wait") { Description = "Wait for the task's end and print its result; exit code 1 when it has not completed." };
        var command = new ExampledCommand("tasks", "Lists tasks, or shows one with its result.", Examples) { id, status, limit, output, wait };
        command.Validators.Add(result =>
        {
            var isOne = result.GetResult(id) is { Tokens.Count: > 0 };
            foreach (var option in isOne ? [status, limit] : new Option[] { output, wait })
            {
                if (result.GetResult(option) is { Implicit: false })
                {
                    result.AddError(isOne ? $"{option.Name} is for the list of tasks: leave out the id." : $"{option.Name} is for one task: give its id.");
                }
            }

            if (result.GetResult(output) is not null && result.GetResult(wait) is { Implicit: false })
            {
                result.AddError("Give either --wait or --output.");
            }
        });

        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            if (parsed.GetValue(id) is not { } task)
            {
                Print(await client.ListTasksAsync(parsed.GetValue(status), parsed.GetValue(limit) ?? DefaultLimit, cancellationToken), terminal);
                return ExitCodes.Ok;
            }

            if (parsed.GetValue(wait))
            {
                return await new TaskWaiting(client, terminal, TimeProvider.System).RunAsync([task], cancellationToken);
            }

            var answer = await client.GetTaskAsync(task, waitSeconds: null, cancellationToken);
            if (parsed.GetValue(output) is { } file) { await DownloadAsync(task, file, client, terminal, cancellationToken); }

            Print(answer, terminal);
            return ExitCodes.Ok;
        });
    }

    /// <summary>The file is there when all of it is, and not before.</summary>
    private static async Task DownloadAsync(string task, string file, InfernoClient client, Terminal terminal, CancellationToken cancellationToken)
    {
        var part = file + ".part";
        long length;
        try
        {
            await using (var content = File.Create(part))
            {
                await client.DownloadResultAsync(task, content, cancellationToken);
                length = content.Length;
            }

            File.Move(part, file, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }

        if (!terminal.Json) { terminal.Say($"Wrote {file}, {Figures.Bytes(length)}."); }
    }

    private static void Print(IReadOnlyList<TaskItem> tasks, Terminal terminal) =>
        terminal.ShowAll(tasks, InfernoJson.Readable.IReadOnlyListTaskItem, TaskSheet.Table, "No tasks.");

    private static void Print(TaskAnswer task, Terminal terminal)
    {
        terminal.Show(task, InfernoJson.Readable.TaskAnswer, TaskSheet.Of);
        if (!terminal.Json && task.Output?.Responses is { } answers) { Voices.Write(answers, task.Output.LifecyclePhase, terminal); }
    }
}
