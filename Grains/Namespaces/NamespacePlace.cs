using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>What a path stands for in a namespace.</summary>
/// <param name="Path">Where the first of its elements that is there lies.</param>
/// <param name="Entry">What lies there.</param>
/// <param name="Elements">The union that is seen, itself alone where nothing is bound. Some may be gone.</param>
/// <param name="Point">The point at which something is bound or mounted there; null where nothing is.</param>
internal sealed record NamespacePlace(TreePath Path, NamespaceEntry Entry, IReadOnlyList<UnionElement> Elements, TreePath? Point);
