namespace InfernoOrleans.Grains.Interfaces.Namespaces;

/// <summary>Asks that a path of a namespace stand for what another stands for.</summary>
/// <param name="Process">The process whose namespace is changed, <c>proc-3</c>; null for that of the cluster.</param>
/// <param name="Source">
/// What is to be seen. Of <c>bind</c>: a path in the same namespace. Of <c>mount</c>: a path in the namespace of the cluster, or of a tree,
/// <c>#models/deploy-3</c>: so a process is given what it does not see.
/// </param>
/// <param name="Target">Where it is to be seen, a path of that namespace that is there already.</param>
/// <param name="Order">Where it goes in the union.</param>
/// <param name="Creates">Whether files that are created in the union may be created in it (MCREATE).</param>
/// <param name="Mounts">Whether it is a mount.</param>
[GenerateSerializer, Immutable, Alias("inferno.bind-command")]
public sealed record BindCommand(
    [property: Id(0)] string? Process,
    [property: Id(1)] string? Source,
    [property: Id(2)] string? Target,
    [property: Id(3)] BindOrder Order,
    [property: Id(4)] bool Creates,
    [property: Id(5)] bool Mounts);
