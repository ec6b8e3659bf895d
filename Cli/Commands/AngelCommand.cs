using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The agents of the Civic Angel: who they are, what they say, and what they remember.</summary>
internal static class AngelCommand
{
    private const string Examples = """
        Examples:
          inferno angel activate "The bridge is closed" --depth 1
          inferno angel gesture mirror+flame "A council meets"
          inferno angel memories mirror --limit 20
          inferno angel dialogue "Who owns the river?" --agents synth-loom-palm,synth-song-finger2 --turns 6
        """;

    public static Command Create() =>
        new ExampledCommand("angel", "Speaks with the agents of the Civic Angel, and shows what they are and remember.", Examples)
        {
            Info(),
            AngelAgentsCommand.Create(),
            AngelActivateCommand.Create(),
            AngelActivateCommand.CreateGesture(),
            AngelMemoriesCommand.Create(),
            AngelDialogueCommand.Create(),
            Lifecycle(),
            Advance(),
            Dream(),
            AngelBindCommand.Create(),
            AngelBindCommand.CreateUnbind(),
            Topology(),
            AngelEventsCommand.Create(),
        };

    private static Command Info() =>
        new Command("info", "Counts the agents and their memories, and names the phase.").Calling(async (_, client, terminal, cancellationToken) =>
        {
            terminal.Show(await client.GetAngelInfoAsync(cancellationToken), InfernoJson.Readable.AngelInfo, AngelSheet.Of);
            return ExitCodes.Ok;
        });

    private static Command Lifecycle() =>
        new Command("lifecycle", "Names the present phase.").Calling(async (_, client, terminal, cancellationToken) =>
        {
            Print(await client.GetLifecycleAsync(cancellationToken), terminal);
            return ExitCodes.Ok;
        });

    private static Command Advance() =>
        new Command("advance", "Goes on to the next phase; on entering Dissolution the agents dream.").Calling(
            async (_, client, terminal, cancellationToken) =>
            {
                Print(await client.AdvanceAsync(cancellationToken), terminal);
                return ExitCodes.Ok;
            });

    private static Command Dream() =>
        new Command("dream", "Has the agents dream: memories age, the weakest go, and those that say nearly the same become one.").Calling(
            async (_, client, terminal, cancellationToken) =>
            {
                terminal.Show(await client.DreamAsync(cancellationToken), InfernoJson.Readable.DreamAnswer, AngelSheet.Of);
                return ExitCodes.Ok;
            });

    private static Command Topology() =>
        new Command("topology", "Counts the agents on their torus and what joins them; with --json all of them with their angles.").Calling(
            async (_, client, terminal, cancellationToken) =>
            {
                terminal.Show(await client.GetTopologyAsync(cancellationToken), InfernoJson.Readable.TopologyAnswer, AngelSheet.Of);
                return ExitCodes.Ok;
            });

    private static void Print(LifecycleAnswer answer, Terminal terminal)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(answer, InfernoJson.Readable.LifecycleAnswer);
            return;
        }

        terminal.WriteLine(answer.CurrentPhase);
        if (answer.Description is { } description) { terminal.Say(description); }
    }
}
