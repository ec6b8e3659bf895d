using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>Agents that are to speak with one another.</summary>
/// <param name="Agents">Their ids, 2 to 6, in the order in which they speak.</param>
/// <param name="Topic">What the first is asked: 1 to 4,096 characters.</param>
/// <param name="Turns">How many times somebody speaks, 1 to 64; by default everyone does once.</param>
internal sealed record DialogueBody(IReadOnlyList<string> Agents, string Topic, long? Turns = null);

/// <summary>What an agent says in its turn: the <c>data</c> of an event <c>turn</c>.</summary>
/// <param name="Turn">Which turn it is, counted from 1.</param>
/// <param name="AgentId">Who.</param>
/// <param name="AgentName">Its name.</param>
/// <param name="Voice">What it says to what was said before.</param>
/// <param name="MemoryTriggers">What it remembers this by.</param>
/// <param name="LifecyclePhase">The phase in which it spoke.</param>
internal sealed record DialogueTurn(
    int Turn,
    string AgentId,
    string AgentName,
    string Voice,
    IReadOnlyList<string> MemoryTriggers,
    LifecyclePhase LifecyclePhase);

/// <summary>That a dialogue is over: the <c>data</c> of an event <c>end</c>.</summary>
/// <param name="Turns">How many turns there were.</param>
internal sealed record DialogueEnd(int Turns);
