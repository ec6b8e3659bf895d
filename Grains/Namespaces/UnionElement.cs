namespace InfernoOrleans.Grains.Namespaces;

/// <summary>One of the directories that are seen at one point, or the one file.</summary>
/// <param name="Source">What is seen.</param>
/// <param name="Creates">Whether files that are created in the union may be created in it.</param>
internal readonly record struct UnionElement(TreePath Source, bool Creates);
