using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class ExecuteCommand
{
    public static Command Create()
    {
        var deployment = new Argument<string>("DEPLOYMENT") { Description = "An id such as deploy-1, or the name of a running deployment." };
        var stream = new Argument<string?>("-")
        {
            Description = "Read the numbers from standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        stream.AcceptOnlyFromAmong(InputText.StandardInput);
        var data = new Option<string?>("--data") { Description = "The numbers themselves, such as 0.5,1,2.", HelpName = "NUMBERS" };
        var file = new Option<string?>("--file")
        {
            Description = "A file of numbers: a JSON array, {\"data\":[…]}, or lines of numbers parted by commas or spaces, one row a line.",
            HelpName = "FILE",
        };
        var command = new Command("execute", "Runs rows of numbers through a deployed network and prints its outputs, one row a line.")
        {
            deployment, stream, data, file,
        };
        command.Validators.Add(result =>
        {
            var sources = new[] { result.GetResult(data) is not null, result.GetResult(file) is not null, result.GetResult(stream) is { Tokens.Count: > 0 } };
            if (sources.Count(given => given) != 1)
            {
                result.AddError("Give the numbers in one way: --data 1,2,3 or --file FILE or - for standard input.");
            }
        });

        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var input = parsed.GetValue(data) is { } inline
                ? InputRows.Parse(inline)
                : InputRows.Parse(await InputText.ReadAsync(parsed.GetValue(file) ?? InputText.StandardInput, cancellationToken));
            var answer = await client.ExecuteAsync(parsed.GetRequiredValue(deployment), input.Data, cancellationToken);
            Print(answer, input.Count, terminal);
            return ExitCodes.Ok;
        });
    }

    private static void Print(ExecuteAnswer answer, int rows, Terminal terminal)
    {
        if (answer.ModelVersion is not null || answer.Replica is not null)
        {
            terminal.Say($"model {answer.ModelVersion ?? "unknown"}, replica {answer.Replica ?? "unknown"}");
        }

        if (terminal.Json)
        {
            terminal.WriteJson(answer, InfernoJson.Readable.ExecuteAnswer);
            return;
        }

        // Lines that do not each make an output row were one row written over several lines.
        var width = answer.Result.Count > 0 && answer.Result.Count % rows == 0 ? answer.Result.Count / rows : answer.Result.Count;
        foreach (var row in answer.Result.Chunk(Math.Max(1, width)))
        {
            terminal.WriteLine(Figures.Row(row));
        }
    }
}
