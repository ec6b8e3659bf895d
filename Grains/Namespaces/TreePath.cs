using InfernoOrleans.Grains.Interfaces.Refusals;
using FileNames = InfernoOrleans.Grains.Interfaces.Naming.Names;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>
/// Where a file lies whatever is bound: the name of its tree and the names that lead to it from there, <c>#models/deploy-3</c>. What is
/// bound and mounted is kept as such paths, as Plan 9 keeps channels and not names, so that no bind leads round in a circle.
/// </summary>
/// <param name="Text">The path, cleaned.</param>
internal readonly record struct TreePath(string Text)
{
    /// <summary>The tree in which namespaces store files.</summary>
    public const string Stored = "ns";

    /// <summary>The name of the tree, without <c>#</c>.</summary>
    public string Tree => Text.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? Text[1..slash] : Text[1..];

    /// <summary>The names that lead there from the root of the tree.</summary>
    public IReadOnlyList<string> Names => Text.Split('/')[1..];

    /// <summary>The root of a namespace.</summary>
    public static TreePath RootOf(long space) => new($"#{Stored}/{space}");

    /// <summary>Reads a path that a request gave.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static TreePath Parse(string text, string field)
    {
        if (text.Length > NamespacePath.MaxLength || text[0] != '#')
        {
            throw RefusedException.Invalid(field, $"{field} must be a path of 1 to {NamespacePath.MaxLength:N0} characters, such as #models/deploy-3.");
        }

        // The tree itself is beyond the reach of '..'.
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var tree = slash < 0 ? text[1..] : text[1..slash];
        if (!FileNames.IsFileName(tree))
        {
            throw RefusedException.Invalid(field, $"{field} must name a tree, such as #models/deploy-3.");
        }

        return new TreePath(string.Join('/', NamespacePath.Clean(slash < 0 ? string.Empty : text[slash..], field).Prepend($"#{tree}")));
    }

    /// <summary>What a name leads to from there.</summary>
    public TreePath Child(string name) => new($"{Text}/{name}");

    /// <inheritdoc/>
    public override string ToString() => Text;
}
