using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>A row of <c>memories</c>, as it is shown.</summary>
internal sealed class MemoryRow
{
    public required long Id { get; init; }

    public required string Agent { get; init; }

    public required string Trigger { get; init; }

    public required string Content { get; init; }

    public required string Associated { get; init; }

    public required long At { get; init; }

    public MemoryInfo ToInfo() => new(
        Id, Agent, Trigger, Content, DateTimeOffset.FromUnixTimeMilliseconds(At), Associated.Split(',', StringSplitOptions.RemoveEmptyEntries));
}
