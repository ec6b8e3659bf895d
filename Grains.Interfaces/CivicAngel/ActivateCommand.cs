using InfernoOrleans.Grains.Interfaces.Idempotency;

namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>Asks agents to answer, and to remember it.</summary>
/// <param name="Activation">
/// Tells this activation from every other, 64 characters at most: repeating the command with the same one adds no memory to those that it left.
/// </param>
/// <param name="Input">What to answer.</param>
/// <param name="Agent">The agent that is to answer; null: those that the input selects.</param>
/// <param name="Timeout">How long it may take.</param>
/// <param name="Idempotency">Makes repeating the request harmless.</param>
[GenerateSerializer, Immutable, Alias("inferno.activate-command")]
public sealed record ActivateCommand(
    [property: Id(0)] string Activation,
    [property: Id(1)] ActivationInput Input,
    [property: Id(2)] string? Agent,
    [property: Id(3)] TimeSpan Timeout,
    [property: Id(4)] IdempotencyToken? Idempotency = null);
