using InfernoOrleans.Grains.Interfaces.Idempotency;

namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>Asks for tasks: all of them are accepted, or none.</summary>
/// <param name="Tasks">The tasks, at least one.</param>
/// <param name="IsBatch">Whether they were sent as a batch, so that a refusal names <c>tasks[2].data</c> rather than <c>data</c>.</param>
/// <param name="Idempotency">Makes repeating the request harmless.</param>
[GenerateSerializer, Immutable, Alias("inferno.submit-command")]
public sealed record SubmitCommand(
    [property: Id(0)] IReadOnlyList<TaskSpec> Tasks, [property: Id(1)] bool IsBatch, [property: Id(2)] IdempotencyToken? Idempotency);
