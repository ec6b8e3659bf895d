namespace InfernoOrleans.Grains.Interfaces.Models;

/// <summary>Which model versions to list, by name and version.</summary>
/// <param name="AfterName">Where the page before ended: its last name, or empty.</param>
/// <param name="AfterVersion">Where the page before ended: its last version, or 0.</param>
/// <param name="Limit">The most to return.</param>
[GenerateSerializer, Immutable, Alias("inferno.model-query")]
public sealed record ModelQuery(
    [property: Id(0)] string AfterName, [property: Id(1)] int AfterVersion, [property: Id(2)] int Limit);
