using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The nodes that run tasks.</summary>
internal static class NodesCommand
{
    private const string Examples = """
        Examples:
          inferno nodes
          inferno nodes silo-1
          inferno nodes add small --hostname localhost --port 9000 --cores 1 --memory 2 --max-tasks 1 --label zone=a
        """;

    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Description = "Show this node. [default: list all of them]", Arity = ArgumentArity.ZeroOrOne };
        return new ExampledCommand("nodes", "Lists the nodes that run tasks, or shows one; its subcommands add, activate and remove nodes.", Examples)
        {
            id,
            NodesAddCommand.Create(),
            Activate(),
            Remove(),
        }.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            if (parsed.GetValue(id) is { } node)
            {
                Print(await client.GetNodeAsync(node, cancellationToken), terminal);
            }
            else
            {
                Print(await client.ListNodesAsync(cancellationToken), terminal);
            }

            return ExitCodes.Ok;
        });
    }

    /// <summary>A command of the first rank, since it is what operators do before they take a machine away.</summary>
    public static Command CreateDrain() => Changing(
        new Command("drain", "Has a node finish what it runs and take no new tasks; 'inferno nodes activate' undoes that."),
        (client, id, cancellationToken) => client.DrainNodeAsync(id, cancellationToken),
        node => $"{node.Id} takes no new tasks; it has {Figures.Count(node.Load?.ActiveTasks ?? 0)} to finish.");

    private static Command Activate() => Changing(
        new Command("activate", "Has a node take tasks again."),
        (client, id, cancellationToken) => client.ActivateNodeAsync(id, cancellationToken),
        node => $"{node.Id} takes tasks again.");

    private static Command Changing(
        Command command, Func<InfernoClient, string, CancellationToken, Task<NodeInfo>> change, Func<NodeInfo, string> describe)
    {
        var id = new Argument<string>("ID") { Description = "The node's id, such as silo-1." };
        command.Add(id);
        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var node = await change(client, parsed.GetRequiredValue(id), cancellationToken);
            if (terminal.Json)
            {
                terminal.WriteJson(node, InfernoJson.Readable.NodeInfo);
            }
            else
            {
                terminal.Say(describe(node));
            }

            return ExitCodes.Ok;
        });
    }

    private static Command Remove()
    {
        var ids = new Argument<string[]>("ID") { Description = "The nodes' ids.", Arity = ArgumentArity.OneOrMore };
        return new Command("rm", "Removes nodes; what they run is finished.") { ids }.Calling((parsed, client, terminal, cancellationToken) => EachId.RunAsync(
            parsed.GetRequiredValue(ids),
            async id => (await client.DeleteNodeAsync(id, cancellationToken)).Message ?? $"{id} removed",
            terminal));
    }

    private static void Print(IReadOnlyList<NodeInfo> nodes, Terminal terminal) =>
        terminal.ShowAll(nodes, InfernoJson.Readable.IReadOnlyListNodeInfo, NodeSheet.Table, "No nodes.");

    private static void Print(NodeInfo node, Terminal terminal) => terminal.Show(node, InfernoJson.Readable.NodeInfo, NodeSheet.Of);
}
