namespace InfernoOrleans.Grains.Interfaces.Namespaces;

/// <summary>What a directory says of one of its files.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="IsDirectory">Whether it is a directory.</param>
/// <param name="CanRead">Whether it can be read.</param>
/// <param name="CanWrite">Whether it can be written; of a directory: whether files can be created in it.</param>
/// <param name="Length">Its bytes; null for a directory, and where it is made when it is read.</param>
/// <param name="Modified">When it was changed last; null where that is not known.</param>
[GenerateSerializer, Immutable, Alias("inferno.namespace-entry")]
public sealed record NamespaceEntry(
    [property: Id(0)] string Name,
    [property: Id(1)] bool IsDirectory,
    [property: Id(2)] bool CanRead = true,
    [property: Id(3)] bool CanWrite = false,
    [property: Id(4)] long? Length = null,
    [property: Id(5)] DateTimeOffset? Modified = null);
