using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class AuditCommand
{
    private const int DefaultLimit = 100;
    private const int HighestLimit = 1_000_000;

    public static Command Create()
    {
        var limit = new Option<int?>("--limit")
        {
            Description = $"List at most so many. [default: {DefaultLimit}]",
            HelpName = "COUNT",
            CustomParser = result => NumberArgument.Read(result, 1, HighestLimit),
        };
        return new Command("audit", "Lists who changed what, the newest first.") { limit }.Calling(
            async (parsed, client, terminal, cancellationToken) =>
            {
                var entries = await client.ListAuditAsync(parsed.GetValue(limit) ?? DefaultLimit, cancellationToken);
                terminal.ShowAll(entries, InfernoJson.Readable.IReadOnlyListAuditItem, KeySheet.Audit, "No changes yet.");
                return ExitCodes.Ok;
            });
    }
}
