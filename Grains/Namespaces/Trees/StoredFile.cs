using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>A row of <c>namespace_files</c>, without its content.</summary>
internal sealed class StoredFile
{
    public required string Name { get; init; }

    public bool IsDirectory { get; init; }

    /// <summary>Bytes; null for a directory.</summary>
    public long? Length { get; init; }

    /// <summary>Milliseconds since 1970; 0 for what was made with the namespace.</summary>
    public long Modified { get; init; }

    public NamespaceEntry ToEntry() => new(
        Name, IsDirectory, CanWrite: true, Length: IsDirectory ? null : Length ?? 0,
        Modified: Modified > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(Modified) : null);
}
