using System.CommandLine;
using System.CommandLine.Parsing;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class DeployCommand
{
    private const string Examples = """
        Examples:
          inferno deploy digits --model digits --dtype INT8
          inferno deploy digits --model digits --memory 64MB --compute 3 --restart OnFailure --max-restarts 5
          inferno deploy net --type classifier --input 784 --hidden 128,64 --output 10
          inferno deploy witness --agent synth-mirror-palm
          inferno deploy harbour --hand Song --lens the-threshold --description "Speaks for the harbour"
        """;

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
        var agent = new AgentOptions();
        var process = new ProcessOptions();
        var command = new ExampledCommand(
            "deploy",
            "Deploys a registered model (--model), a network built from its description (--type …), or an agent (--agent, or --hand … for a custom one).",
            Examples)
        {
            name, model, dtype,
        };
        network.AddTo(command, typeRequired: false);
        agent.AddTo(command);
        process.AddTo(command);
        command.Validators.Add(result => Check(result, model, dtype, network, agent));

        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var called = parsed.GetRequiredValue(name);
            var answer = agent.Given(parsed.CommandResult).Any()
                ? await client.DeployAgentAsync(
                    agent.Read(parsed, called) with
                    {
                        RestartPolicy = process.RestartPolicy(parsed),
                        Resources = process.Resources(parsed),
                        Namespace = process.Namespace(parsed),
                        Pinned = process.Pinned(parsed),
                    },
                    cancellationToken)
                : await client.DeployAsync(
                    network.Read<DeployRequest>(parsed) with
                    {
                        Name = called,
                        ModelId = parsed.GetValue(model),
                        Dtype = parsed.GetValue(dtype),
                        RestartPolicy = process.RestartPolicy(parsed),
                        Resources = process.Resources(parsed),
                        Namespace = process.Namespace(parsed),
                        Pinned = process.Pinned(parsed),
                    },
                    cancellationToken);
            if (terminal.Json)
            {
                terminal.WriteJson(answer, InfernoJson.Readable.DeployAnswer);
            }
            else
            {
                terminal.WriteLine(answer.DeploymentId);
                terminal.Say(answer.Message ?? $"{called} deployed as {answer.DeploymentId}");
            }

            return ExitCodes.Ok;
        });
    }

    private static void Check(CommandResult result, Option model, Option dtype, NetworkOptions network, AgentOptions agent)
    {
        var described = network.Given(result).ToArray();
        var ofAgent = agent.Given(result).ToArray();
        var ofModel = new[] { model, dtype }.Where(option => result.GetResult(option) is not null).Select(option => option.Name);
        if (ofAgent.Length > 0)
        {
            var others = ofModel.Concat(described).ToArray();
            if (others.Length > 0) { result.AddError($"{ofAgent[0]} is for an agent: leave out {string.Join(", ", others)}."); }
        }
        else if (result.GetResult(model) is not null && described.Length > 0)
        {
            result.AddError($"--model brings its own network: leave out {string.Join(", ", described)}.");
        }
        else if (result.GetResult(model) is null && !described.Contains("--type"))
        {
            result.AddError("Say what to deploy: --model MODEL, or --type with the sizes of a network, or --agent ID, or --hand with what else a custom agent has.");
        }
    }
}
