using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <summary>
/// Takes in deployments of agents. One transaction writes the deployment, the custom agent where it is one, and the idempotency key; when the
/// deployment's row goes, the custom agent and what it remembers go with it.
/// </summary>
internal sealed partial class AgentIntake(
    Store store,
    IdempotencyTable idempotency,
    IOptions<CivicAngelOptions> options,
    IOptions<DeploymentOptions> deployments,
    TimeProvider time,
    ILogger<AgentIntake> logger)
{
    /// <summary>Deploys an agent.</summary>
    /// <exception cref="RefusedException">A field is invalid, there is no such agent, there is no room, or the key was used otherwise.</exception>
    public async Task<DeployAnswer> DeployAsync(DeployAgentCommand command, CancellationToken cancellationToken)
    {
        var name = Names.CheckDeploymentName(command.Name);
        var custom = command.AgentId is { } agent ? RequireKnown(agent, command) : CustomAgent.Of(command);
        var settings = ProcessSettings.Check(command.Process, RestartMode.Always);
        if (await idempotency.FindAsync<DeployAnswer>(command.Idempotency, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var created = time.GetUtcNow().ToUnixTimeMilliseconds();
        var answer = await store.Database.WriteAsync(
            async transaction =>
            {
                var id = await DeploymentTable.InsertAsync(
                    transaction,
                    id => DeploymentRow.OfAgent(name, AgentOf(id), created).Run(settings),
                    deployments.Value.MaxDeployments);
                if (custom is not null)
                {
                    await InsertAsync(transaction, id, name, custom);
                }

                await ProcessNamespaces.CreateAsync(transaction, id, settings, [($"/agents/{AgentOf(id)}", $"#agents/{AgentOf(id)}")]);

                var inserted = new DeployAnswer(id, name);
                await idempotency.RememberAsync(transaction, command.Idempotency, inserted);
                return inserted;
            },
            cancellationToken);

        var deployed = AgentOf(answer.Id);
        LogDeployed(answer.Id, name, deployed);
        return answer;

        string AgentOf(DeploymentId id) => custom is null ? command.AgentId! : id.CustomAgentId;
    }

    /// <returns>Null: it is no custom agent.</returns>
    private static CustomAgent? RequireKnown(string agent, DeployAgentCommand command)
    {
        CustomAgent.RefuseFields(command);
        return AgentCatalog.Find(agent) is null ? throw Unknown(agent) : null;
    }

    private async Task InsertAsync(DbTransaction transaction, DeploymentId id, string name, CustomAgent agent)
    {
        // Whoever inserts a deployment holds the counter of their numbers, so that nobody else inserts one between the count and the end.
        var count = await transaction.Connection!.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM civic_agents WHERE deployment IS NOT NULL", transaction: transaction);
        if (count >= options.Value.MaxCustomAgents)
        {
            throw new RefusedException(
                RefusalReason.NoRoom, $"There are {count} custom agents, which is the most allowed. Delete the deployment of one that is not needed any more.");
        }

        await transaction.Connection!.ExecuteAsync(
            """
            INSERT INTO civic_agents (id, deployment, name, description, hand, role, lens)
            VALUES (@CustomAgentId, @Number, @name, @Description, @hand, @role, @Lens)
            """,
            new
            {
                id.CustomAgentId,
                id.Number,
                name,
                agent.Description,
                hand = agent.Hand.ToString(),
                role = agent.Role?.ToString(),
                agent.Lens,
            },
            transaction);
    }

    private static RefusedException Unknown(string agent) => new(
        RefusalReason.NotFound,
        $"There is no agent '{agent}' among the 253. agentId must be emergent-1, synth-<hand>-<role> or perspective-1 to perspective-216.",
        "agentId");

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} '{Name}' is the agent {Agent}")]
    private partial void LogDeployed(DeploymentId deployment, string name, string agent);
}
