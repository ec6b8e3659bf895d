namespace InfernoOrleans.Grains.Namespaces;

/// <summary>A namespace as of one moment.</summary>
/// <param name="Id">Its number: that of the process that it was made for, 0 for that of the cluster.</param>
/// <param name="Mounts">What is bound and mounted in it.</param>
internal sealed record NamespaceView(long Id, MountTable Mounts)
{
    /// <summary>Where every path begins, and where the files lie that were created in it.</summary>
    public TreePath Root { get; } = TreePath.RootOf(Id);
}
