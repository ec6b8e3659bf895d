using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Gateway.Api.Namespaces;

/// <summary>One element of a union that is bound or mounted.</summary>
/// <param name="Source">What is seen: a path of a tree, <c>#models/deploy-3</c>.</param>
/// <param name="Target">The path of the tree at which it is seen, <c>#ns/0/models</c>.</param>
/// <param name="Position">Where it lies in the union, from 0: names are looked for in this order.</param>
/// <param name="Creates">Whether files that are created in the union may be created in it.</param>
/// <param name="Command">It as a command: <c>mount '#models/deploy-3' /models/digits</c>.</param>
internal sealed record BindingItem(string Source, string Target, int Position, bool Creates, string Command)
{
    public static BindingItem From(NamespaceBinding binding) =>
        new(binding.Source, binding.Target, binding.Position, binding.Creates, binding.ToCommand());
}
