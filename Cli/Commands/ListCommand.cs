using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class ListCommand
{
    public static Command Create()
    {
        var type = new Option<string?>("--type")
        {
            Description = "Only deployments of this type.",
            HelpName = "NeuralNetwork|CivicAgent|DistributedTask|Service",
        };
        var status = new Option<string?>("--status")
        {
            Description = "Only deployments in this state.",
            HelpName = "Created|Running|Stopped|Failed",
        };
        var name = new Option<string?>("--name") { Description = "Only deployments of this name.", HelpName = "NAME" };
        var command = new Command("list", "Lists the deployments.") { type, status, name };
        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var deployments = await client.ListDeploymentsAsync(
                parsed.GetValue(type), parsed.GetValue(status), parsed.GetValue(name), cancellationToken);
            Print(deployments, terminal);
            return ExitCodes.Ok;
        });
    }

    private static void Print(IReadOnlyList<DeploymentInfo> deployments, Terminal terminal)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(deployments, InfernoJson.Readable.IReadOnlyListDeploymentInfo);
            return;
        }

        if (deployments.Count == 0)
        {
            terminal.Say("No deployments.");
            return;
        }

        var table = Sheet.Of("Id", "Name", "Type", "Status", "What it is", "Parameters");
        table.Columns[5].Alignment = Spectre.Console.Justify.Right;
        foreach (var item in deployments)
        {
            table.AddTexts(
                item.Id,
                item.Name,
                item.DeploymentType,
                item.Status,
                Describe(item.Metadata ?? new Dictionary<string, string>()),
                Figures.Count(item.Metadata?.GetValueOrDefault("parameterCount")));
        }

        terminal.Results.Write(table);
    }

    /// <summary>The layers of a network, an agent's id, the steps of a service, or what a deployed task runs and when.</summary>
    private static string? Describe(IReadOnlyDictionary<string, string> metadata) =>
        metadata.GetValueOrDefault("architecture") ?? metadata.GetValueOrDefault("agentId") ?? metadata.GetValueOrDefault("steps")
        ?? (metadata.TryGetValue("taskType", out var type) ? $"{type}, {metadata.GetValueOrDefault("schedule")}" : null);
}
