using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

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
        return new Command("rm", "Terminates deployments.") { ids }.Calling(
            (parsed, client, terminal, cancellationToken) => RemoveAsync(parsed.GetRequiredValue(ids), client, terminal, cancellationToken));
    }

    /// <summary>One id that is refused does not keep the others.</summary>
    private static async Task<int> RemoveAsync(string[] ids, InfernoClient client, Terminal terminal, CancellationToken cancellationToken)
    {
        var removed = new List<RemovalReport>();
        foreach (var id in ids)
        {
            try
            {
                var answer = await client.DeleteDeploymentAsync(id, cancellationToken);
                removed.Add(new(id, Success: true, answer.Message, Error: null));
                if (!terminal.Json) { terminal.Say(answer.Message ?? $"{id} terminated"); }
            }
            catch (CommandFailedException refusal) when (refusal.ExitCode == ExitCodes.Failed)
            {
                removed.Add(new(id, Success: false, Message: null, refusal.Message));
                if (!terminal.Json) { terminal.Fail(refusal.Message); }
            }
        }

        if (terminal.Json) { terminal.WriteJson(removed, InfernoJson.Readable.IReadOnlyListRemovalReport); }
        return removed.TrueForAll(report => report.Success) ? ExitCodes.Ok : ExitCodes.Failed;
    }
}

/// <summary>What became of one deployment that was to be removed.</summary>
internal sealed record RemovalReport(string Id, bool Success, string? Message, string? Error);
