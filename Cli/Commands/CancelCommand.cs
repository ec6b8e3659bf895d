using System.CommandLine;

namespace InfernoOrleans.Cli.Commands;

internal static class CancelCommand
{
    public static Command Create()
    {
        var ids = new Argument<string[]>("ID")
        {
            Description = "The tasks' ids, such as task-1 task-2.",
            Arity = ArgumentArity.OneOrMore,
        };
        return new Command("cancel", "Cancels tasks, whether they wait or run.") { ids }.Calling((parsed, client, terminal, cancellationToken) => EachId.RunAsync(
            parsed.GetRequiredValue(ids),
            async id => (await client.CancelTaskAsync(id, cancellationToken)).Message ?? $"{id} cancelled",
            terminal));
    }
}
