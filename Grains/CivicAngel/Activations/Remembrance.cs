using InfernoOrleans.Grains.CivicAngel.Memories;
using InfernoOrleans.Grains.Interfaces.Idempotency;

namespace InfernoOrleans.Grains.CivicAngel.Activations;

/// <summary>What is to be written of an activation, as a whole or not at all.</summary>
/// <param name="Memories">The memories of all agents that answered.</param>
/// <param name="Answer">What the key of the request keeps of its answer.</param>
/// <param name="Idempotency">The key of the request; null where it has none.</param>
internal sealed record Remembrance(IReadOnlyList<NewMemory> Memories, KeptActivation Answer, IdempotencyToken? Idempotency);
