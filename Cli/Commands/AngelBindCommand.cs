using System.CommandLine;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>What an agent computes with.</summary>
internal static class AngelBindCommand
{
    private const string Examples = """
        Examples:
          inferno angel bind synth-mirror-palm deploy-1
          inferno angel gesture compute "Which digit is this?" --file row.json
        """;

    public static Command Create()
    {
        var deployment = new Argument<string>("DEPLOYMENT") { Description = "An id such as deploy-1, or the name of a running deployment." };
        return Changing(
            new ExampledCommand("bind", "Binds an agent to a deployment, with which it computes when a gesture asks for it and brings numbers.", Examples),
            deployment,
            (parsed, client, agent, cancellationToken) => client.BindAgentAsync(agent, parsed.GetRequiredValue(deployment), cancellationToken),
            agent => $"{agent.Id} computes with {agent.DeploymentId}.");
    }

    public static Command CreateUnbind() => Changing(
        new Command("unbind", "Unbinds an agent from its deployment."),
        deployment: null,
        (_, client, agent, cancellationToken) => client.UnbindAgentAsync(agent, cancellationToken),
        agent => $"{agent.Id} is bound to no deployment.");

    private static Command Changing(
        Command command,
        Argument<string>? deployment,
        Func<ParseResult, InfernoClient, string, CancellationToken, Task<AgentItem>> change,
        Func<AgentItem, string> describe)
    {
        var id = new Argument<string>("AGENT") { Description = "The agent's id, such as synth-mirror-palm." };
        command.Add(id);
        if (deployment is not null) { command.Add(deployment); }

        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var agent = await change(parsed, client, parsed.GetRequiredValue(id), cancellationToken);
            if (terminal.Json)
            {
                terminal.WriteJson(agent, InfernoJson.Readable.AgentItem);
            }
            else
            {
                terminal.Say(describe(agent));
            }

            return ExitCodes.Ok;
        });
    }
}
