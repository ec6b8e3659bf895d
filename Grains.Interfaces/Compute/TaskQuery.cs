namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>Which tasks to list.</summary>
/// <param name="Status">Only those in this state.</param>
/// <param name="Before">Where the page before ended; null for the first.</param>
/// <param name="Limit">The most to return.</param>
[GenerateSerializer, Immutable, Alias("inferno.task-query")]
public sealed record TaskQuery([property: Id(0)] ComputeTaskStatus? Status, [property: Id(1)] TaskId? Before, [property: Id(2)] int Limit);
