using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class AngelAgentsCommand
{
    private const string Examples = """
        Examples:
          inferno angel agents --type synthesizer
          inferno angel agents --hand mirror
          inferno angel agents perspective-42
        """;

    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Description = "Show this agent. [default: list them]", Arity = ArgumentArity.ZeroOrOne };
        var type = new Option<string?>("--type")
        {
            Description = "Only agents of this type.",
            HelpName = "emergent|synthesizer|perspective|custom",
        };
        var hand = new Option<string?>("--hand")
        {
            Description = "Only the six synthesizers of this hand.",
            HelpName = "Mirror|Flame|Loom|Depth|Song|Silence",
        };
        var command = new ExampledCommand("agents", "Lists the agents, or shows one; those that were deployed as custom ones with --type custom.", Examples)
        {
            id, type, hand,
        };
        command.Validators.Add(result =>
        {
            var given = new[] { result.GetResult(id) is { Tokens.Count: > 0 }, result.GetResult(type) is not null, result.GetResult(hand) is not null };
            if (given.Count(isGiven => isGiven) > 1) { result.AddError("Give one of an id, --type and --hand, or none for all agents."); }
        });

        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            if (parsed.GetValue(id) is { } agent)
            {
                terminal.Show(await client.GetAgentAsync(agent, cancellationToken), InfernoJson.Readable.AgentItem, AngelSheet.Of);
                return ExitCodes.Ok;
            }

            var agents = parsed.GetValue(hand) is { } name
                ? await client.ListHandAsync(name, cancellationToken)
                : await client.ListAgentsAsync(parsed.GetValue(type), cancellationToken);
            terminal.ShowAll(agents, InfernoJson.Readable.IReadOnlyListAgentItem, AngelSheet.Table, "No agents.");
            return ExitCodes.Ok;
        });
    }
}
