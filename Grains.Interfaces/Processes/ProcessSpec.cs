namespace InfernoOrleans.Grains.Interfaces.Processes;

/// <summary>How the process of a new deployment is to be run, as a request gave it: nothing is checked yet, absent fields are null.</summary>
/// <param name="RestartPolicy">What happens when it fails.</param>
/// <param name="Resources">What it is granted; of what is not named it gets what it needs.</param>
/// <param name="Namespace">What it sees.</param>
/// <param name="Pinned">Whether it stays in memory when others need room and it has nothing to do.</param>
[GenerateSerializer, Immutable, Alias("inferno.process-spec")]
public sealed record ProcessSpec(
    [property: Id(0)] RestartPolicySpec? RestartPolicy = null,
    [property: Id(1)] IReadOnlyList<ResourceSpec>? Resources = null,
    [property: Id(2)] NamespaceSpec? Namespace = null,
    [property: Id(3)] bool? Pinned = null);
