using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>A file or a directory of a synthetic tree, as it was when it was walked to. It holds nothing that is worth keeping.</summary>
internal abstract class TreeNode
{
    /// <summary>What a directory says of it.</summary>
    public abstract NamespaceEntry Describe(string name);
}
