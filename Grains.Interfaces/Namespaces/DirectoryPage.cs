namespace InfernoOrleans.Grains.Interfaces.Namespaces;

/// <summary>Part of a directory.</summary>
/// <param name="Entries">Files and directories, in the order of the union and, of each of its directories, in that one's order.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
[GenerateSerializer, Immutable, Alias("inferno.directory-page")]
public sealed record DirectoryPage([property: Id(0)] IReadOnlyList<NamespaceEntry> Entries, [property: Id(1)] string? Next);
