using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>What an event of the stream says: its <c>data</c>.</summary>
/// <param name="At">When it was written, in milliseconds since 1970.</param>
/// <param name="TaskId">The task; null for an event of a node.</param>
/// <param name="Node">The node that has the task, or whose state changed.</param>
/// <param name="Status">The new state of the task, or what happened to the node.</param>
/// <param name="Attempt">Which attempt of the task it is about; 0 before the first.</param>
internal sealed record EventData(long At, string? TaskId, string? Node, string Status, int Attempt)
{
    public static EventData From(ComputeEvent happened) => new(
        happened.At.ToUnixTimeMilliseconds(), happened.Task?.ToString(), happened.Node, happened.Status, happened.Attempt);
}
