using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>The Civic Angel as a whole: hands requests to its agents and gathers what they say. A stateless worker: any key, by convention 0.</summary>
[Alias("inferno.civic-angel")]
public interface ICivicAngelGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Has agents answer. What they remember of it is written, for all of them or for none, before this returns; repeating the command changes
    /// nothing more.
    /// </summary>
    /// <exception cref="RefusedException">A field is invalid, there is no such agent, the time is up, or an agent cannot be reached.</exception>
    [Alias("activate"), ResponseTimeout("00:01:10")]
    Task<ActivationAnswer> ActivateAsync(ActivateCommand command, CancellationToken cancellationToken);

    /// <summary>How many agents an activation would have answer now. Nothing is asked of them.</summary>
    /// <exception cref="RefusedException">A field is invalid.</exception>
    [Alias("count-answers")]
    Task<int> CountAnswersAsync(ActivationInput input, CancellationToken cancellationToken);

    /// <summary>Counts agents and memories.</summary>
    [Alias("info")]
    Task<AngelInfo> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Lists agents.</summary>
    [Alias("list-agents")]
    Task<IReadOnlyList<AgentInfo>> ListAgentsAsync(AgentQuery query, CancellationToken cancellationToken);

    /// <summary>Tells who an agent is.</summary>
    /// <exception cref="RefusedException">There is no such agent.</exception>
    [Alias("find-agent")]
    Task<AgentInfo> FindAgentAsync(string id, CancellationToken cancellationToken);

    /// <summary>Recalls what agents remember by a trigger, and by that strengthens it.</summary>
    /// <exception cref="RefusedException">The trigger is empty or too long.</exception>
    [Alias("recall"), ResponseTimeout("00:01:10")]
    Task<MemoryPage> RecallAsync(MemoryQuery query, CancellationToken cancellationToken);

    /// <summary>The present phase.</summary>
    [Alias("phase")]
    Task<LifecyclePhase> ReadPhaseAsync(CancellationToken cancellationToken);

    /// <summary>The agents on their torus, with the edges that dreams have learned.</summary>
    [Alias("topology")]
    Task<Topology> ReadTopologyAsync(CancellationToken cancellationToken);

    /// <summary>Reads what happened after some event, oldest first; where nothing did, waits for it. No event is left out.</summary>
    /// <exception cref="RefusedException"><see cref="EventQuery.After"/> is no id of an event.</exception>
    [Alias("read-events")]
    Task<AngelEventPage> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken);

    /// <summary>Makes a deployment of an agent: of one of the 253, or of a custom one, which is there from then on.</summary>
    /// <exception cref="RefusedException">A field is invalid, there is no such agent, there is no room, or the key was used otherwise.</exception>
    [Alias("deploy")]
    Task<DeployAnswer> DeployAsync(DeployAgentCommand command, CancellationToken cancellationToken);
}
