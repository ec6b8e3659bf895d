using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>A file of a synthetic tree.</summary>
internal abstract class TreeFile : TreeNode
{
    /// <summary>Whether it can be written.</summary>
    protected virtual bool CanWrite => false;

    /// <inheritdoc cref="Tree.ReadAsync"/>
    public abstract Task<FileContent> ReadAsync(string principal, CancellationToken cancellationToken);

    /// <inheritdoc cref="Tree.WriteAsync"/>
    public virtual Task<FileContent> WriteAsync(ReadOnlyMemory<byte> content, string principal, CancellationToken cancellationToken) =>
        throw new RefusedException(RefusalReason.Forbidden, "This file can only be read.");

    public sealed override NamespaceEntry Describe(string name) => new(name, IsDirectory: false, CanRead: true, CanWrite);
}
