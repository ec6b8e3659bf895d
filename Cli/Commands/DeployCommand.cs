using System.CommandLine;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class DeployCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "What to call the deployment." };
        var model = new Option<string?>("--model")
        {
            Description = "A registered model: digits, digits@3 or digits@latest.",
            HelpName = "MODEL",
        };
        var dtype = new Option<string?>("--dtype")
        {
            Description = "How the weights are held in memory: FP32 (default), FP16, INT8 or INT4.",
            HelpName = "DTYPE",
        };
        var network = new NetworkOptions();
        var command = new Command("deploy", "Deploys a registered model (--model), or a network built from its description (--type …).") { name, model, dtype };
        network.AddTo(command, typeRequired: false);
        command.Validators.Add(result =>
        {
            var described = network.Given(result).ToArray();
            if (result.GetResult(model) is not null && described.Length > 0)
            {
                result.AddError($"--model brings its own network: leave out {string.Join(", ", described)}.");
            }
            else if (result.GetResult(model) is null && !described.Contains("--type"))
            {
                result.AddError("Say what to deploy: --model MODEL, or --type with the sizes of a network.");
            }
        });

        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var request = network.Read<DeployRequest>(parsed) with { Name = parsed.GetRequiredValue(name), ModelId = parsed.GetValue(model), Dtype = parsed.GetValue(dtype) };
            var answer = await client.DeployAsync(request, cancellationToken);
            if (terminal.Json)
            {
                terminal.WriteJson(answer, InfernoJson.Readable.DeployAnswer);
            }
            else
            {
                terminal.WriteLine(answer.DeploymentId);
                terminal.Say(answer.Message ?? $"{request.Name} deployed as {answer.DeploymentId}");
            }

            return ExitCodes.Ok;
        });
    }
}
