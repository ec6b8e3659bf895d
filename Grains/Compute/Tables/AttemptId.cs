namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>One attempt to run a task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Attempt">Which, from 1: whatever is written of another attempt than the present one is without effect.</param>
[GenerateSerializer, Immutable, Alias("inferno.attempt-id")]
internal readonly record struct AttemptId([property: Id(0)] long Task, [property: Id(1)] int Attempt);
