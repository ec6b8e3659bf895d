using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>Having agents answer.</summary>
internal static class AngelActivateCommand
{
    private const string ActivateExamples = """
        On a terminal the voices are prose; elsewhere they are a line each: the agent's id, a tab, and what it says.

        Examples:
          inferno angel activate "The bridge is closed"
          inferno angel activate "The bridge is closed" --gesture loom --depth 2
          inferno angel activate "Something emergent stirs" --symbol emergence
          inferno angel activate "The bridge is closed" --agent perspective-42
        """;

    private const string GestureExamples = """
        Examples:
          inferno angel gesture mirror+flame "A council meets"
          inferno angel gesture compute "Which digit is this?" --file row.json
        """;

    public static Command Create()
    {
        var description = Description();
        var agent = new Option<string?>("--agent")
        {
            Description = "The one that is to answer, whatever the rest selects.",
            HelpName = "ID",
        };
        var input = new AngelInputOptions();
        var numbers = new AngelNumbers();
        var command = new ExampledCommand("activate", "Has the agents answer that the input selects; they remember it.", ActivateExamples)
        {
            description, agent, input.Gesture,
        };
        AddTo(command, input, numbers);
        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var asked = input.Read(
                parsed, parsed.GetRequiredValue(description), parsed.GetValue(input.Gesture), await numbers.ReadAsync(parsed, cancellationToken));
            Print(await client.ActivateAsync(asked, parsed.GetValue(agent), cancellationToken), terminal);
            return ExitCodes.Ok;
        });
    }

    public static Command CreateGesture()
    {
        var gesture = new Argument<string>("GESTURE")
        {
            Description = "Names the hands that are to answer, such as mirror+flame; with compute in it, agents with a model use that on the numbers.",
        };
        var description = Description();
        var input = new AngelInputOptions();
        var numbers = new AngelNumbers();
        var command = new ExampledCommand("gesture", "Has the agents answer that a gesture selects; they remember it.", GestureExamples)
        {
            gesture, description,
        };
        AddTo(command, input, numbers);
        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var asked = input.Read(
                parsed, parsed.GetRequiredValue(description), parsed.GetRequiredValue(gesture), await numbers.ReadAsync(parsed, cancellationToken));
            Print(await client.MakeGestureAsync(asked, cancellationToken), terminal);
            return ExitCodes.Ok;
        });
    }

    private static Argument<string> Description() => new("DESCRIPTION") { Description = "What it is about, in 1 to 4,096 characters." };

    private static void AddTo(Command command, AngelInputOptions input, AngelNumbers numbers)
    {
        foreach (var option in input.Others) { command.Add(option); }

        numbers.AddTo(command);
    }

    private static void Print(ActivationAnswer answer, Terminal terminal)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(answer, InfernoJson.Readable.ActivationAnswer);
        }
        else
        {
            Voices.Write(answer.Responses, answer.LifecyclePhase, terminal);
        }
    }
}
