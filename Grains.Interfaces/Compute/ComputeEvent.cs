namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>A task or a node has another state.</summary>
/// <param name="Id">Orders events; not a number.</param>
/// <param name="At">When it was written.</param>
/// <param name="Task">The task; null for an event of a node.</param>
/// <param name="Node">The node that has the task, or whose state changed.</param>
/// <param name="Status">The new state, a <see cref="ComputeTaskStatus"/> or what happened to the node.</param>
/// <param name="Attempt">Which attempt of the task it is about; 0 before the first.</param>
[GenerateSerializer, Immutable, Alias("inferno.compute-event")]
public sealed record ComputeEvent(
    [property: Id(0)] string Id,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] TaskId? Task,
    [property: Id(3)] string? Node,
    [property: Id(4)] string Status,
    [property: Id(5)] int Attempt);
