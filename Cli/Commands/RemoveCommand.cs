using System.CommandLine;

namespace InfernoOrleans.Cli.Commands;

internal static class RemoveCommand
{
    public static Command Create()
    {
        var ids = new Argument<string[]>("ID")
        {
            Description = "The deployments' ids, such as deploy-1 deploy-2.",
            Arity = ArgumentArity.OneOrMore,
        };
        return new Command("rm", "Terminates deployments.") { ids }.Calling((parsed, client, terminal, cancellationToken) => EachId.RunAsync(
            parsed.GetRequiredValue(ids),
            async id => (await client.DeleteDeploymentAsync(id, cancellationToken)).Message ?? $"{id} terminated",
            terminal));
    }
}
