namespace InfernoOrleans.Grains.Namespaces;

/// <summary>A bind, a mount or an unmount whose paths are walked already.</summary>
/// <param name="Point">The one point that it changes.</param>
/// <param name="Apply">Changes a table, or refuses. It may be called several times, each time with a table that was just read.</param>
internal sealed record MountChange(TreePath Point, Action<MountTable> Apply);
