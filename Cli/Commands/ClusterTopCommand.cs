using System.CommandLine;
using InfernoOrleans.Cli.Cluster;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace InfernoOrleans.Cli.Commands;

internal static class ClusterTopCommand
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "Print one table and end, as is done anyway when the output is no terminal." };
        var data = ClusterCommand.DataOption();
        return new Command("top", "Shows what the silos of a cluster are doing, until Ctrl-C.") { once, data }.Calling(
            async (parsed, client, terminal, cancellationToken) =>
            {
                var silos = await client.ListSilosAsync(cancellationToken);
                if (terminal.Json)
                {
                    terminal.WriteJson(silos, InfernoJson.Readable.IReadOnlyListSiloLoad);
                }
                else if (parsed.GetValue(once) || !terminal.Results.Profile.Capabilities.Interactive)
                {
                    terminal.Results.Write(SiloTable.Of(silos));
                }
                else
                {
                    await ShowAsync(silos, client, terminal.Results, cancellationToken);
                }

                return ExitCodes.Ok;
            },
            parsed => GatewayOf(parsed, data));
    }

    /// <summary>The gateway of the folder's cluster. A folder that is not named is only a guess, which the environment's address precedes.</summary>
    private static Uri? GatewayOf(ParseResult parsed, Option<string> data)
    {
        var folder = new ClusterFolder(parsed.GetRequiredValue(data));
        if (parsed.GetResult(data) is { Implicit: false })
        {
            return (ClusterState.Read(folder.State) ?? throw folder.NotRunning()).Url;
        }

        return ServerOptions.UrlOfEnvironment is null ? ClusterState.Read(folder.State)?.Url : null;
    }

    private static Task ShowAsync(IReadOnlyList<SiloLoad> silos, InfernoClient client, IAnsiConsole console, CancellationToken cancellationToken) =>
        console.Live(SiloTable.Of(silos)).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(Period);
            try
            {
                while (await timer.WaitForNextTickAsync(cancellationToken))
                {
                    live.UpdateTarget(await DrawAsync(client, cancellationToken));
                }
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C, which is how this ends.
            }
        });

    /// <summary>A cluster that does not answer for a while is worth watching, too.</summary>
    private static async Task<IRenderable> DrawAsync(InfernoClient client, CancellationToken cancellationToken)
    {
        try
        {
            return SiloTable.Of(await client.ListSilosAsync(cancellationToken));
        }
        catch (CommandFailedException failure)
        {
            return new Text(failure.Message);
        }
    }
}
