using InfernoOrleans.Grains.Events;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Events;

/// <summary>A row of <c>civic_events</c>.</summary>
internal sealed class AngelEventRow : EventRow
{
    public required string Kind { get; init; }

    public required string? Agent { get; init; }

    public required string? Activation { get; init; }

    public required int Step { get; init; }

    public required string? Detail { get; init; }

    public AngelEvent ToEvent() => new(Position.ToString(), DateTimeOffset.FromUnixTimeMilliseconds(At), Kind, Agent, Activation, Step, Detail);
}
