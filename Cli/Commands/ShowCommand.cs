using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class ShowCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The deployment's id, such as deploy-1." };
        return new Command("show", "Shows one deployment.") { id }.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var deployment = await client.GetDeploymentAsync(parsed.GetRequiredValue(id), cancellationToken);
            if (terminal.Json)
            {
                terminal.WriteJson(deployment, InfernoJson.Readable.DeploymentInfo);
            }
            else
            {
                terminal.Results.Write(Sheet.Pairs(Describe(deployment)));
            }

            return ExitCodes.Ok;
        });
    }

    private static IEnumerable<(string Name, string? Value)> Describe(DeploymentInfo deployment) =>
    [
        ("id", deployment.Id),
        ("name", deployment.Name),
        ("type", deployment.DeploymentType),
        ("status", deployment.Status),
        .. (deployment.Metadata ?? new Dictionary<string, string>()).Select(pair => (pair.Key, (string?)pair.Value)),
        .. (deployment.Others ?? new Dictionary<string, System.Text.Json.JsonElement>()).Select(pair => (pair.Key, (string?)pair.Value.ToString())),
    ];
}
