using System.CommandLine;
using System.Text.Json;
using InfernoOrleans.Cli.Compute;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class SubmitCommand
{
    private const string Examples = """
        A file holds the JSON of one task, {"tasks":[…]}, or a task a line (NDJSON), which are sent a thousand at a time.

        Examples:
          inferno submit --type data --data 1,2,3 --wait
          inferno submit --type data --data 1,-2,3 --op scale=2 --op abs --priority 5
          inferno submit --type tensor --operation matmul --tensor 2x2:1,2,3,4 --tensor 2x1:1,1 --wait
          inferno submit --type inference --model deploy-1 --input rows.csv --task-timeout 30
          inferno submit --type agent --description "The bridge is closed" --gesture loom --wait
          inferno submit --file tasks.ndjson --wait
        """;

    public static Command Create()
    {
        var options = new TaskOptions();
        var stream = new Argument<string?>("-") { Description = "Read the tasks from standard input.", Arity = ArgumentArity.ZeroOrOne };
        stream.AcceptOnlyFromAmong(InputText.StandardInput);
        var file = new Option<string?>("--file") { Description = "A file of tasks.", HelpName = "FILE" };
        var wait = new Option<bool>("--wait") { Description = "Wait for the end of all of them; exit code 1 when one has not completed." };
        var command = new ExampledCommand("submit", "Submits tasks and prints their ids; with --wait their results.", Examples) { stream, file, wait };
        options.AddTo(command);
        command.Validators.Add(result =>
        {
            var given = options.Given(result).ToArray();
            var files = (result.GetResult(file) is not null ? 1 : 0) + (result.GetResult(stream) is { Tokens.Count: > 0 } ? 1 : 0);
            if (files == 1 && given.Length > 0)
            {
                result.AddError($"The file brings whole tasks: leave out {string.Join(", ", given)}.");
            }
            else if (files != 1 && (files > 1 || !given.Contains("--type")))
            {
                result.AddError("Say what to submit: --type KIND with its numbers, or --file FILE, or - for standard input.");
            }
            else if (options.HasTwoInputs(result))
            {
                result.AddError("Give the numbers in one way: --data 1,2,3 or --input FILE.");
            }
        });

        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var submission = new TaskSubmission(client, terminal, areWaitedFor: parsed.GetValue(wait));
            var path = parsed.GetValue(file) ?? parsed.GetValue(stream);
            if (path is null)
            {
                var task = await options.ReadAsync(parsed, cancellationToken);
                return await submission.RunAsync([new(JsonSerializer.SerializeToUtf8Bytes(task, InfernoJson.Default.TaskRequest), IsBatch: false)], cancellationToken);
            }

            using var reader = InputText.Open(path);
            return await submission.RunAsync(TaskFile.Read(reader), cancellationToken);
        });
    }
}
