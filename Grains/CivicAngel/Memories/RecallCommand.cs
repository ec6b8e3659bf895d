namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>Which memories of an agent to recall.</summary>
/// <param name="Pattern">What the key of their trigger matches, as <see cref="TriggerKey.Containing"/> makes it.</param>
/// <param name="Before">Only those with a lesser number.</param>
/// <param name="Most">The most to return.</param>
[GenerateSerializer, Immutable, Alias("inferno.recall-command")]
internal sealed record RecallCommand([property: Id(0)] string Pattern, [property: Id(1)] long Before, [property: Id(2)] int Most);
