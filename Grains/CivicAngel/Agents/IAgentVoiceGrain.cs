using InfernoOrleans.Grains.CivicAngel.Memories;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <summary>What an agent does for the Civic Angel as a whole. Key: its id; the grain is the same as that of <see cref="ICivicAgentGrain"/>.</summary>
[Alias("inferno.agent-voice")]
internal interface IAgentVoiceGrain : IGrainWithStringKey
{
    /// <summary>Answers. Nothing lasts of it: what the agent is to remember the caller writes.</summary>
    /// <exception cref="RefusedException">There is no such agent.</exception>
    [Alias("speak"), ResponseTimeout("00:01:10")]
    Task<AgentAnswer> SpeakAsync(SpeakCommand command, CancellationToken cancellationToken);

    /// <summary>The newest memories by triggers that match, newest first.</summary>
    [Alias("recall")]
    Task<IReadOnlyList<MemoryInfo>> RecallAsync(RecallCommand command, CancellationToken cancellationToken);

    /// <summary>Dreams a dream: merges near-duplicates, ages what it remembers, forgets the weakest. Once; repeating it changes nothing.</summary>
    [Alias("dream"), ResponseTimeout("00:01:10")]
    Task<AgentDream> DreamAsync(long dream, CancellationToken cancellationToken);
}
