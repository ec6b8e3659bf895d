using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Namespaces.Trees.Control;
using InfernoOrleans.Grains.Namespaces.Trees.Processes;

namespace InfernoOrleans.Grains.Namespaces.Trees.Agents;

/// <summary><c>#agents</c>: the 253 in the order of their layers, then the custom ones by age.</summary>
internal sealed class AgentsDirectory(IGrainFactory grains, DeploymentFinder deployments) : TreeDirectory
{
    private const string CustomPrefix = "agent-";

    private ICivicAngelGrain Angel => grains.GetGrain<ICivicAngelGrain>(0);

    public override async Task<TreeNode?> WalkAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(Angel.FindAgentAsync(name, cancellationToken)) is not { } agent)
        {
            return null;
        }

        // A custom agent lives in the process of its deployment; the others are there always.
        var deployment = agent.Type == AgentType.Custom && DeploymentOf(agent.Id) is { } id ? await deployments.FindAsync(id, cancellationToken) : null;
        return new FixedDirectory(
            ("status", ComputedFile.Of((deployment?.Status ?? DeploymentStatus.Running).ToString())),
            ("ctl", ControlOf(grains.GetGrain<ICivicAgentGrain>(agent.Id))),
            ("metadata", new ComputedFile(_ => Task.FromResult(TreeContent.Json(AgentFacts.From(agent), TreeJson.Readable.AgentFacts)))),
            ("stats", new ComputedFile(async token => TreeContent.Json(
                AgentCounts.From(agent.Id, await Angel.ReadTopologyAsync(token)), TreeJson.Readable.AgentCounts))),
            ("ns", NamespaceFile.Of(grains, deployment?.Id.ProcessId)));
    }

    public override async Task<DirectoryPage> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        if (after is not null && !Names.IsFileName(after))
        {
            throw NoCursor();
        }

        var ids = new List<string>();
        if (after is null || !after.StartsWith(CustomPrefix, StringComparison.Ordinal))
        {
            if (after is not null && await FindAsync(Angel.FindAgentAsync(after, cancellationToken)) is null)
            {
                throw NoCursor();
            }

            ids.AddRange(await ListAsync(type: null, after, limit + 1, cancellationToken));
            after = null;
        }
        else if (DeploymentOf(after) is null)
        {
            throw NoCursor();
        }

        if (ids.Count <= limit)
        {
            ids.AddRange(await ListAsync(AgentType.Custom, after, limit - ids.Count + 1, cancellationToken));
        }

        return Page(ids, limit);
    }

    private async Task<IEnumerable<string>> ListAsync(AgentType? type, string? after, int limit, CancellationToken cancellationToken) =>
        (await Angel.ListAgentsAsync(new AgentQuery(type, Hand: null, after, limit), cancellationToken)).Select(agent => agent.Id);

    private static DeploymentId? DeploymentOf(string agent) =>
        DeploymentId.TryParse(agent.Replace(CustomPrefix, "deploy-", StringComparison.Ordinal), out var id) && id.CustomAgentId == agent ? id : null;

    private static ControlFile ControlOf(ICivicAgentGrain agent) => new(
        new ControlCommand("bind DEPLOYMENT", async (words, cancellationToken) =>
        {
            var bound = await agent.BindAsync(words[0], cancellationToken);
            return $"{bound.Id} computes with {bound.Model}.";
        }),
        new ControlCommand("unbind", async (_, cancellationToken) => $"{(await agent.UnbindAsync(cancellationToken)).Id} is bound to no deployment."));
}
