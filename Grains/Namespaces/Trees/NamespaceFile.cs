using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary><c>ns</c>: what is bound and mounted, a line each, as a command.</summary>
internal static class NamespaceFile
{
    /// <param name="grains">The grains.</param>
    /// <param name="process">Whose namespace, <c>proc-3</c>; null for that of the cluster, which what has no process of its own sees.</param>
    public static ComputedFile Of(IGrainFactory grains, string? process) => new(async cancellationToken =>
    {
        var bindings = await grains.GetGrain<INamespaceGrain>(0).DescribeAsync(process, cancellationToken);
        return TreeContent.Text(string.Concat(bindings.Select(binding => $"{binding.ToCommand()}\n")));
    });
}
