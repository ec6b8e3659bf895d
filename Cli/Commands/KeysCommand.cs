using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The keys of a server that wants them.</summary>
internal static class KeysCommand
{
    private const string Examples = """
        Examples:
          inferno keys create ci --role operator >ci.key
          inferno list --key-file ci.key
          inferno keys revoke key-3
        """;

    public static Command Create() =>
        new ExampledCommand("keys", "Creates, lists and revokes API keys.", Examples) { CreateKey(), List(), Revoke() };

    private static Command CreateKey()
    {
        var name = new Argument<string>("NAME") { Description = "What to call it: who or what will use it." };
        var role = new Option<string>("--role")
        {
            Description = "What it may do: reader looks and executes, operator deploys and deletes as well, admin may do everything.",
            HelpName = "reader|operator|admin",
            Required = true,
        };
        role.AcceptOnlyFromAmong("reader", "operator", "admin");
        return new Command("create", "Creates a key and prints it, which nothing can do again.") { name, role }.Calling(
            async (parsed, client, terminal, cancellationToken) =>
            {
                var created = await client.CreateKeyAsync(parsed.GetRequiredValue(name), parsed.GetRequiredValue(role), cancellationToken);
                if (terminal.Json)
                {
                    terminal.WriteJson(created, InfernoJson.Readable.CreatedKey);
                    return ExitCodes.Ok;
                }

                // Alone on standard output, so that it can be sent into a file without being seen.
                terminal.WriteLine(created.Key);
                terminal.Say($"{created.Id}, {created.Name}, is a key of role {created.Role}. It is shown this once only.");
                return ExitCodes.Ok;
            });
    }

    private static Command List() => new Command("list", "Lists the keys, without what is secret about them.").Calling(
        async (_, client, terminal, cancellationToken) =>
        {
            terminal.ShowAll(await client.ListKeysAsync(cancellationToken), InfernoJson.Readable.IReadOnlyListKeyItem, KeySheet.Table, "No keys.");
            return ExitCodes.Ok;
        });

    private static Command Revoke()
    {
        var ids = new Argument<string[]>("ID") { Description = "The keys' ids, such as key-3, or names.", Arity = ArgumentArity.OneOrMore };
        return new Command("revoke", "Revokes keys: from then on they are refused.") { ids }.Calling((parsed, client, terminal, cancellationToken) => EachId.RunAsync(
            parsed.GetRequiredValue(ids),
            async id => (await client.RevokeKeyAsync(id, cancellationToken)).Message ?? $"{id} revoked",
            terminal));
    }
}
