using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>A memory that is to be written: what one agent keeps of one activation by one trigger.</summary>
/// <param name="Agent">Whose it is.</param>
/// <param name="Activation">Of what.</param>
/// <param name="Step">How many steps the agent was from the selected ones.</param>
/// <param name="Trigger">By what it is recalled, as it is shown.</param>
/// <param name="Key">By what it is looked for.</param>
/// <param name="Content">What the agent was asked.</param>
/// <param name="Associated">The perspectives that its answer reached, their ids joined by commas.</param>
/// <param name="At">When, in milliseconds since 1970.</param>
/// <param name="Fresh">As old as which it counts, in the same unit, before what dreams have aged the agent by.</param>
/// <param name="Low">The first half of the bands of its words.</param>
/// <param name="High">The second half.</param>
internal sealed record NewMemory(
    string Agent, string Activation, int Step, string Trigger, string Key, string Content, string Associated, long At, long Fresh, long Low, long High)
{
    /// <summary>What the agent keeps of an answer, one memory for each of its triggers.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="asked">What the agent was asked.</param>
    /// <param name="now">The time.</param>
    /// <param name="halfLife">After how long a memory is half as strong: one step makes it weaker by that.</param>
    public static IEnumerable<NewMemory> Of(string activation, AgentAnswer answer, string asked, DateTimeOffset now, TimeSpan halfLife)
    {
        var at = now.ToUnixTimeMilliseconds();
        var bands = WordBands.Of(asked);
        return answer.MemoryTriggers.DistinctBy(TriggerKey.Of).Select(trigger => new NewMemory(
            answer.AgentId,
            activation,
            answer.Step,
            trigger,
            TriggerKey.Of(trigger),
            asked,
            string.Join(',', answer.ActivatedPerspectives),
            at,
            Freshness.WeakerBy(at, answer.Step, halfLife),
            bands.Low,
            bands.High));
    }
}
