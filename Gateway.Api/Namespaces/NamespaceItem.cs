using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Gateway.Api.Namespaces;

/// <summary>A file or a directory of the namespace.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Type"><c>directory</c> or <c>file</c>.</param>
/// <param name="CanRead">Whether it can be read.</param>
/// <param name="CanWrite">Whether it can be written; of a directory: whether files can be created in it.</param>
/// <param name="Length">Its bytes; left out for a directory, and where it is made when it is read.</param>
/// <param name="Modified">When it was changed last, in milliseconds since 1970; left out where that is not known.</param>
internal sealed record NamespaceItem(
    string Name,
    string Type,
    bool CanRead,
    bool CanWrite,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Length,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Modified)
{
    public const string Directory = "directory";
    public const string File = "file";

    public static NamespaceItem From(NamespaceEntry entry) => new(
        entry.Name,
        entry.IsDirectory ? Directory : File,
        entry.CanRead,
        entry.CanWrite,
        entry.Length,
        entry.Modified?.ToUnixTimeMilliseconds());
}
