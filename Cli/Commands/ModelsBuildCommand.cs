using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class ModelsBuildCommand
{
    public static Command Create()
    {
        var network = new NetworkOptions();
        var command = new Command("build", "Describes a network without deploying it.");
        network.AddTo(command, typeRequired: true);
        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var answer = await client.BuildAsync(network.Read<NetworkSpec>(parsed), cancellationToken);
            if (terminal.Json)
            {
                terminal.WriteJson(answer, InfernoJson.Readable.BuildAnswer);
            }
            else
            {
                terminal.Results.Write(Sheet.Pairs(
                    ("name", answer.Metadata?.Name),
                    ("version", answer.Metadata?.Version),
                    ("architecture", answer.Architecture),
                    ("parameters", Figures.Count(answer.ParameterCount))));
            }

            return ExitCodes.Ok;
        });
    }
}
