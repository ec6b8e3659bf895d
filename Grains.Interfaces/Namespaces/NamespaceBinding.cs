namespace InfernoOrleans.Grains.Interfaces.Namespaces;

/// <summary>One element of a union.</summary>
/// <param name="Source">What is seen: a path of a tree, <c>#models/deploy-3</c>.</param>
/// <param name="Target">The path of the tree at which it is seen, <c>#ns/0/models</c>.</param>
/// <param name="Position">Where it lies in the union, from 0: names are looked for in this order.</param>
/// <param name="Creates">Whether files that are created in the union may be created in it.</param>
[GenerateSerializer, Immutable, Alias("inferno.namespace-binding")]
public sealed record NamespaceBinding(
    [property: Id(0)] string Source, [property: Id(1)] string Target, [property: Id(2)] int Position, [property: Id(3)] bool Creates)
{
    private const string StoredTree = "#ns/";

    /// <summary>
    /// It as a command, which people read: <c>mount '#models/deploy-3' /models/digits</c>, or <c>bind</c> where both paths lie in the tree of one
    /// namespace. What made it may have been another: commands take paths as they are seen, these are where they led.
    /// </summary>
    public string ToCommand()
    {
        var (target, tree) = Split(Target);
        var (source, sourceTree) = Split(Source);
        var isBind = tree is not null && sourceTree == tree;
        var flags = (Position == 0 ? "" : "a") + (Creates ? "c" : "");
        return $"{(isBind ? "bind" : "mount")}{(flags.Length > 0 ? $" -{flags}" : "")} {Quote(isBind ? source : Source)} {Quote(target)}";
    }

    /// <summary>A path in the tree of a namespace as that namespace has it, and which tree it is; any other path as it is.</summary>
    private static (string Path, string? Tree) Split(string path)
    {
        if (!path.StartsWith(StoredTree, StringComparison.Ordinal))
        {
            return (path, null);
        }

        var end = path.IndexOf('/', StoredTree.Length);
        return end < 0 ? ("/", path) : (path[end..], path[..end]);
    }

    /// <summary>As the shell rc quotes words.</summary>
    private static string Quote(string word) =>
        word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '-' or '_' or '.')
            ? word
            : $"'{word.Replace("'", "''", StringComparison.Ordinal)}'";
}
