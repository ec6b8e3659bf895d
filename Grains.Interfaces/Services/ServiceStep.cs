using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Interfaces.Services;

/// <summary>One step of a service: a model that each row goes through, or operations on the numbers of each row.</summary>
/// <param name="Name">What users call it; may be absent.</param>
/// <param name="Model">
/// The id or the name of a deployment, which the process of the service finds in its namespace under <c>/models</c>, or a path there.
/// </param>
/// <param name="Operations">The operations, those of data tasks, in order.</param>
[GenerateSerializer, Immutable, Alias("inferno.service-step")]
public sealed record ServiceStep(
    [property: Id(0)] string? Name = null, [property: Id(1)] string? Model = null, [property: Id(2)] IReadOnlyList<DataStep>? Operations = null);
