using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Processes;

namespace InfernoOrleans.Grains.Interfaces.Services;

/// <summary>Asks for a service: a pipeline that is executed like a network. Nothing is checked yet; absent fields are null.</summary>
/// <param name="Name">What users call the deployment.</param>
/// <param name="Steps">The steps, in order.</param>
/// <param name="InputSize">Numbers in one input row; null where the first model says it.</param>
/// <param name="Process">How its process is to be run.</param>
/// <param name="Idempotency">Makes repeating the request harmless.</param>
[GenerateSerializer, Immutable, Alias("inferno.deploy-service-command")]
public sealed record DeployServiceCommand(
    [property: Id(0)] string? Name,
    [property: Id(1)] IReadOnlyList<ServiceStep>? Steps,
    [property: Id(2)] long? InputSize = null,
    [property: Id(3)] ProcessSpec? Process = null,
    [property: Id(4)] IdempotencyToken? Idempotency = null);
