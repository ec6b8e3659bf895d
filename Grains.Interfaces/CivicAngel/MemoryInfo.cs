namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>What an agent remembers of one activation.</summary>
/// <param name="Number">Greater than that of every older memory; the REST contract writes it <c>memory-N</c>.</param>
/// <param name="AgentId">Whose it is.</param>
/// <param name="Trigger">What it is remembered by.</param>
/// <param name="Content">What the agent was asked.</param>
/// <param name="At">When.</param>
/// <param name="AssociatedPerspectives">The perspectives that its answer reached, by id.</param>
[GenerateSerializer, Immutable, Alias("inferno.memory-info")]
public sealed record MemoryInfo(
    [property: Id(0)] long Number,
    [property: Id(1)] string AgentId,
    [property: Id(2)] string Trigger,
    [property: Id(3)] string Content,
    [property: Id(4)] DateTimeOffset At,
    [property: Id(5)] IReadOnlyList<string> AssociatedPerspectives);
