using InfernoOrleans.Grains.CivicAngel.Activations;
using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.CivicAngel.Dreams;
using InfernoOrleans.Grains.CivicAngel.Events;
using InfernoOrleans.Grains.CivicAngel.Lifecycle;
using InfernoOrleans.Grains.CivicAngel.Memories;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.CivicAngel;

/// <inheritdoc cref="ICivicAngelGrain"/>
[StatelessWorker, Reentrant, GrainType("civic-angel")]
internal sealed class CivicAngelGrain(
    Activation activation,
    Recollection recollection,
    AgentDirectory agents,
    MemoryTable memories,
    LifecycleTable lifecycle,
    EdgeTable edges,
    AngelEvents events,
    AgentIntake intake) : Grain, ICivicAngelGrain
{
    public Task<ActivationAnswer> ActivateAsync(ActivateCommand command, CancellationToken cancellationToken) =>
        activation.RunAsync(command, cancellationToken);

    public Task<int> CountAnswersAsync(ActivationInput input, CancellationToken cancellationToken) => activation.CountAsync(input, cancellationToken);

    public async Task<AngelInfo> DescribeAsync(CancellationToken cancellationToken)
    {
        int Of(AgentType type) => AgentCatalog.All.Count(agent => agent.Type == type);
        return new AngelInfo(
            Of(AgentType.Emergent),
            Of(AgentType.Synthesizer),
            Of(AgentType.Perspective),
            await memories.CountAsync(cancellationToken),
            await lifecycle.ReadPhaseAsync(cancellationToken));
    }

    public Task<IReadOnlyList<AgentInfo>> ListAgentsAsync(AgentQuery query, CancellationToken cancellationToken) => agents.ListAsync(query, cancellationToken);

    public Task<AgentInfo> FindAgentAsync(string id, CancellationToken cancellationToken) => agents.FindAsync(id, cancellationToken);

    public Task<MemoryPage> RecallAsync(MemoryQuery query, CancellationToken cancellationToken) => recollection.RecallAsync(query, cancellationToken);

    public Task<LifecyclePhase> ReadPhaseAsync(CancellationToken cancellationToken) => lifecycle.ReadPhaseAsync(cancellationToken);

    public async Task<Topology> ReadTopologyAsync(CancellationToken cancellationToken)
    {
        var learned = await edges.ListAsync(cancellationToken);
        return new Topology(
            Torus.Nodes, [.. Torus.Edges, .. learned.Select(edge => new TopologyEdge(edge.One, edge.Other, TopologyEdgeKind.Learned, edge.Weight))]);
    }

    public Task<AngelEventPage> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) => events.ReadAsync(query, cancellationToken);

    public Task<DeployAnswer> DeployAsync(DeployAgentCommand command, CancellationToken cancellationToken) => intake.DeployAsync(command, cancellationToken);
}
