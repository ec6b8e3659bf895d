using System.CommandLine;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>Stopping and starting the processes of deployments.</summary>
internal static class ProcessCommands
{
    public static Command CreateStop() => Create(
        "stop",
        "Stops deployments: they answer nothing and hold nothing in memory until they are started.",
        async (client, id, cancellationToken) => $"{(await client.StopDeploymentAsync(id, cancellationToken)).Id} stopped");

    public static Command CreateStart() => Create(
        "start",
        "Starts deployments that were stopped or have failed.",
        async (client, id, cancellationToken) => $"{(await client.StartDeploymentAsync(id, cancellationToken)).Id} started");

    private static Command Create(string name, string description, Func<InfernoClient, string, CancellationToken, Task<string>> act)
    {
        var ids = new Argument<string[]>("ID")
        {
            Description = "The deployments' ids, such as deploy-1 deploy-2.",
            Arity = ArgumentArity.OneOrMore,
        };
        return new Command(name, description) { ids }.Calling((parsed, client, terminal, cancellationToken) => EachId.RunAsync(
            parsed.GetRequiredValue(ids), id => act(client, id, cancellationToken), terminal));
    }
}
