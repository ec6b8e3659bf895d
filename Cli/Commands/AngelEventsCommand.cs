using System.CommandLine;
using System.Globalization;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class AngelEventsCommand
{
    private const string Examples = """
        With --json each event is a JSON document on a line of its own. Ctrl-C ends it.

        Examples:
          inferno angel events
          inferno angel events --json --after 0199f2c1a7f37c55
        """;

    public static Command Create()
    {
        var after = new Option<string?>("--after")
        {
            Description = "Go on after the event with this id. [default: from now on]",
            HelpName = "ID",
        };
        return new ExampledCommand("events", "Shows voices, phases, dreams and bindings as they happen.", Examples) { after }.Calling(
            async (parsed, client, terminal, cancellationToken) =>
            {
                try
                {
                    await foreach (var happened in client.FollowAngelAsync(parsed.GetValue(after), cancellationToken))
                    {
                        Print(happened, terminal);
                    }
                }
                catch (OperationCanceledException)
                {
                    // Ctrl-C, which is how this ends.
                    return ExitCodes.Ok;
                }

                throw new CommandFailedException($"{client.Url} ended the stream of events.");
            });
    }

    private static void Print(AngelEvent happened, Terminal terminal)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(happened, InfernoJson.Readable.AngelEvent);
        }
        else if (happened.At is { } at)
        {
            terminal.WriteLine($"{Figures.Time(at)}  {happened.Event}  {Describe(happened)}");
        }
        else if (happened.Event == "truncated")
        {
            terminal.Say("Events are missing here, since the server does not keep them any more.");
        }
    }

    private static string Describe(AngelEvent happened) => happened switch
    {
        { Event: "voice", Step: > 0 and var step } => string.Create(CultureInfo.InvariantCulture, $"{happened.AgentId}, step {step}"),
        { Event: "model", Detail: null } => $"{happened.AgentId} is bound no longer",
        { Event: "model" } => $"{happened.AgentId} is bound to {happened.Detail}",
        _ => happened.AgentId ?? happened.Detail ?? "",
    };
}
