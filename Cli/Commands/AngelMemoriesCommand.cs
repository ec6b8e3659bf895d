using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class AngelMemoriesCommand
{
    private const int DefaultLimit = 100;
    private const int HighestLimit = 1_000_000;

    private const string Examples = """
        Examples:
          inferno angel memories mirror
          inferno angel memories the-threshold --limit 20
        """;

    public static Command Create()
    {
        var trigger = new Argument<string>("TRIGGER") { Description = "A part of what they are remembered by, such as mirror, palm or the-threshold." };
        trigger.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.Tokens[0].Value)) { result.AddError("TRIGGER must be a text of 1 to 128 characters that is not blank."); }
        });
        var limit = new Option<int?>("--limit")
        {
            Description = $"At most so many, the newest of them. [default: {DefaultLimit}]",
            HelpName = "COUNT",
            CustomParser = result => NumberArgument.Read(result, 1, HighestLimit),
        };
        return new ExampledCommand("memories", "Recalls what agents remember, which strengthens it; the newest is the last.", Examples)
        {
            trigger, limit,
        }.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var (memories, hasOlder) = await client.RecallAsync(
                parsed.GetRequiredValue(trigger), parsed.GetValue(limit) ?? DefaultLimit, cancellationToken);
            terminal.ShowAll(memories, InfernoJson.Readable.IReadOnlyListMemoryItem, AngelSheet.Table, "No memories.");
            if (hasOlder && !terminal.Json) { terminal.Say("There are older ones: --limit COUNT shows more."); }

            return ExitCodes.Ok;
        });
    }
}
