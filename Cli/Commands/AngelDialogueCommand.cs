using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class AngelDialogueCommand
{
    private const int MostTurns = 64;

    private const string Examples = """
        Each turn is shown as soon as it is spoken; with --json it is a JSON document on a line of its own. Ctrl-C ends the dialogue.

        Examples:
          inferno angel dialogue "Who owns the river?" --agents synth-loom-palm,synth-song-finger2
          inferno angel dialogue "Who owns the river?" --agents emergent-1,perspective-42,synth-flame-palm --turns 12
        """;

    public static Command Create()
    {
        var topic = new Argument<string>("TOPIC") { Description = "What the first is asked, in 1 to 4,096 characters." };
        var agents = new Option<string[]>("--agents")
        {
            Description = "Two to six agents, in the order in which they speak.",
            HelpName = "ID,ID…",
            Required = true,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries))],
        };
        var turns = new Option<int?>("--turns")
        {
            Description = "How many times somebody speaks. [default: once each]",
            HelpName = $"1..{MostTurns}",
            CustomParser = result => NumberArgument.Read(result, 1, MostTurns),
        };
        return new ExampledCommand("dialogue", "Has agents speak in turn, each to what the one before it said.", Examples)
        {
            topic, agents, turns,
        }.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var dialogue = new DialogueRequest(parsed.GetRequiredValue(agents), parsed.GetRequiredValue(topic), parsed.GetValue(turns));
            await foreach (var turn in client.HoldDialogueAsync(dialogue, cancellationToken))
            {
                if (terminal.Json)
                {
                    terminal.WriteJson(turn, InfernoJson.Readable.DialogueTurn);
                }
                else
                {
                    Voices.Write(turn, terminal);
                }
            }

            return ExitCodes.Ok;
        });
    }
}
