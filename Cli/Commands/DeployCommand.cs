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
          inferno deploy pipeline --step scale=0.0625 --step model=digits --step clamp=0,1
          inferno deploy doubling --task data --data 1,2,3 --op scale=2 --every 60s
          inferno deploy nightly --task task.json --cron '0 3 * * *' --time-zone Europe/Berlin
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
        var service = new ServiceOptions();
        var task = new DeployedTaskOptions(model, agent.Description);
        var process = new ProcessOptions();
        var command = new ExampledCommand(
            "deploy",
            "Deploys a registered model (--model), a network built from its description (--type …), an agent (--agent, or --hand … for a custom one), "
            + "a service (--step … or --service FILE), or a task that lasts (--task).",
            Examples)
        {
            name, model, dtype,
        };
        network.AddTo(command, typeRequired: false);
        agent.AddTo(command);
        service.AddTo(command);
        task.AddTo(command);
        process.AddTo(command);
        command.Validators.Add(result => Check(result, model, dtype, network, agent, service, task));

        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var called = parsed.GetRequiredValue(name);
            var answer = await DeployAsync();
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

            async Task<DeployAnswer> DeployAsync()
            {
                if (service.Given(parsed.CommandResult).Any())
                {
                    var body = await service.ReadAsync(parsed, parsed.GetValue(network.Input), cancellationToken);
                    return await client.DeployServiceAsync(process.AddTo(body, parsed).With("name", called).ToBytes(), cancellationToken);
                }

                if (task.Given(parsed.CommandResult).Any())
                {
                    var body = await task.ReadAsync(parsed, cancellationToken);
                    return await client.DeployTaskAsync(process.AddTo(body, parsed).With("name", called).ToBytes(), cancellationToken);
                }

                return agent.Given(parsed.CommandResult).Any()
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
            }
        });
    }

    private static void Check(
        CommandResult result, Option model, Option dtype, NetworkOptions network, AgentOptions agent, ServiceOptions service, DeployedTaskOptions task)
    {
        var described = network.Given(result).ToArray();
        var ofAgent = agent.Given(result).ToArray();
        var ofService = service.Given(result).ToArray();
        var ofTask = task.Given(result).ToArray();
        string[] ofModel = [.. new[] { model, dtype }.Where(option => result.GetResult(option) is not null).Select(option => option.Name)];
        if (ofService.Length > 0)
        {
            Refuse(ofService[0], "a service", [.. ofModel, .. described.Except([network.Input.Name]), .. ofAgent, .. ofTask]);
            if (ofService.Length > 1) { result.AddError("Give the steps in one way: --step for each, or --service FILE."); }
        }
        else if (ofTask.Length > 0)
        {
            Refuse(ofTask[0], "a task", [.. ofModel.Except(task.Shared), .. described, .. ofAgent.Except(task.Shared)]);
            if (task.Check(result) is { } wrong) { result.AddError(wrong); }
        }
        else if (ofAgent.Length > 0)
        {
            Refuse(ofAgent[0], "an agent", [.. ofModel, .. described]);
        }
        else if (result.GetResult(model) is not null && described.Length > 0)
        {
            result.AddError($"--model brings its own network: leave out {string.Join(", ", described)}.");
        }
        else if (result.GetResult(model) is null && !described.Contains("--type"))
        {
            result.AddError(
                "Say what to deploy: --model MODEL, or --type with the sizes of a network, or --agent ID, or --hand with what else a custom agent has, "
                + "or --step for each step of a service, or --task.");
        }

        void Refuse(string option, string what, string[] others)
        {
            if (others.Length > 0) { result.AddError($"{option} is for {what}: leave out {string.Join(", ", others)}."); }
        }
    }
}
