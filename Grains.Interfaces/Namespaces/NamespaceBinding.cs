namespace InfernoOrleans.Grains.Interfaces.Namespaces;

/// <summary>One element of a union: doing all of them in their order makes the namespace again.</summary>
/// <param name="Source">What is seen: a path of a tree, <c>#models/deploy-3</c>.</param>
/// <param name="Target">The path of the tree at which it is seen, <c>#ns/0/models</c>.</param>
/// <param name="Position">Where it lies in the union, from 0: names are looked for in this order.</param>
/// <param name="Creates">Whether files that are created in the union may be created in it.</param>
[GenerateSerializer, Immutable, Alias("inferno.namespace-binding")]
public sealed record NamespaceBinding(
    [property: Id(0)] string Source, [property: Id(1)] string Target, [property: Id(2)] int Position, [property: Id(3)] bool Creates);
