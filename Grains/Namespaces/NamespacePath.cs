using InfernoOrleans.Grains.Interfaces.Refusals;
using FileNames = InfernoOrleans.Grains.Interfaces.Naming.Names;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>
/// An absolute path as users write it, cleaned as Plan 9's <c>cleanname</c> does: empty parts and <c>.</c> are left out, <c>..</c> takes the
/// name before it away, and at the root nothing. So no path leads above the root, whatever is bound where.
/// </summary>
/// <param name="Names">The names that lead there from the root; none for the root itself.</param>
internal sealed record NamespacePath(IReadOnlyList<string> Names)
{
    /// <summary>The most characters of a path.</summary>
    public const int MaxLength = 4_096;

    /// <summary>The most names of a path that is cleaned.</summary>
    public const int MaxDepth = 64;

    // Of a path in a message; the rest says no more.
    private const int MostShown = 256;

    /// <summary>The directory in which the file lies.</summary>
    public NamespacePath Parent => new([.. Names.SkipLast(1)]);

    /// <summary>What the file is called; the root is called <c>/</c>.</summary>
    public string Name => Names.Count == 0 ? "/" : Names[^1];

    /// <summary>Reads a path.</summary>
    /// <param name="text">As a request gave it.</param>
    /// <param name="field">The field of the request.</param>
    /// <exception cref="RefusedException">It is no absolute path, too long or too deep, or one of its names is no name.</exception>
    public static NamespacePath Parse(string? text, string field)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            throw RefusedException.Invalid(field, $"{field} must be a path of 1 to {MaxLength:N0} characters that begins with '/'.");
        }

        return text[0] switch
        {
            '/' => new NamespacePath(Clean(text, field)),
            '#' => throw RefusedException.Invalid(
                field, $"{field} must be a path that begins with '/'; one of a tree, such as #models, can only be the source of a mount."),
            _ => throw RefusedException.Invalid(field, $"{field} must be a path that begins with '/'."),
        };
    }

    /// <summary>The names of a text that slashes part, cleaned.</summary>
    /// <exception cref="RefusedException">There are too many names, or one is no name, be it one that <c>..</c> takes away.</exception>
    public static IReadOnlyList<string> Clean(string text, string field)
    {
        var names = new List<string>();
        foreach (var part in text.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case "..":
                    if (names.Count > 0)
                    {
                        names.RemoveAt(names.Count - 1);
                    }

                    break;
                default:
                    names.Add(FileNames.IsFileName(part) ? part : throw NoName(field));
                    break;
            }
        }

        return names.Count <= MaxDepth
            ? names
            : throw RefusedException.Invalid(field, $"{field} must have {MaxDepth} names at most; it has {names.Count}.");
    }

    /// <summary>The cleaned path.</summary>
    public override string ToString() => "/" + string.Join('/', Names);

    /// <summary>That nothing is there.</summary>
    public RefusedException Missing(string field)
    {
        var text = ToString();
        var shown = text.Length <= MostShown ? text : $"/…/{Name}";
        return new RefusedException(RefusalReason.NotFound, $"There is no '{shown}'.", field);
    }

    private static RefusedException NoName(string field) => RefusedException.Invalid(
        field,
        $"{field} has a name that is none: each has 1 to {FileNames.MaxLength} characters, holds no backslashes, control or "
        + "invisible characters, and neither begins nor ends with a space.");
}
