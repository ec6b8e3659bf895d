using InfernoOrleans.Grains.Events;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Compute.Events;

/// <summary>A row of <c>compute_events</c>.</summary>
internal sealed class ComputeEventRow : EventRow
{
    public required long? Task { get; init; }

    public required string? Node { get; init; }

    public required string Status { get; init; }

    public required int Attempt { get; init; }

    public ComputeEvent ToEvent() => new(
        Position.ToString(), DateTimeOffset.FromUnixTimeMilliseconds(At), Task is { } number ? new TaskId(number) : null, Node, Status, Attempt);
}
