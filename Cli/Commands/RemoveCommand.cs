using System.CommandLine;
using InfernoOrleans.Cli.Namespaces;

namespace InfernoOrleans.Cli.Commands;

internal static class RemoveCommand
{
    private const string Examples = """
        Examples:
          inferno rm deploy-1 deploy-2
          inferno rm /tmp/notes
        """;

    public static Command Create()
    {
        var ids = new Argument<string[]>("ID|PATH")
        {
            Description = "The deployments' ids, such as deploy-1 deploy-2; or paths of files and empty directories, which begin with a slash.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new ExampledCommand("rm", "Terminates deployments, or removes files from the namespace.", Examples) { ids };
        ViewOption.AddTo(command);
        return command.Calling((parsed, client, terminal, cancellationToken) =>
        {
            var files = new FileCommands(client, terminal, ViewOption.ProcessOf(parsed));
            return EachId.RunAsync(
                parsed.GetRequiredValue(ids),
                async id => id.StartsWith('/')
                    ? await files.RemoveAsync(id, cancellationToken)
                    : (await client.DeleteDeploymentAsync(id, cancellationToken)).Message ?? $"{id} terminated",
                terminal);
        });
    }
}
