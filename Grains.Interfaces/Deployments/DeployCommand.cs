using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Processes;

namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>Asks for a new deployment of a network: either <paramref name="Network"/> or <paramref name="ModelId"/> is given.</summary>
/// <param name="Name">What users call it; need not be unique.</param>
/// <param name="Network">A network to build.</param>
/// <param name="ModelId">A registered model: <c>digits</c>, <c>digits@2</c>, <c>digits@latest</c>.</param>
/// <param name="Idempotency">Makes repeating the request harmless.</param>
/// <param name="Timeout">
/// How long it may take; nothing is deployed after that. It travels with the command because a cancellation does not reach a stateless
/// worker.
/// </param>
/// <param name="DType">How the weights are held in memory: <c>FP32</c> (when null), <c>FP16</c>, <c>INT8</c> or <c>INT4</c>.</param>
/// <param name="Replicas">How many replicas; one when null.</param>
/// <param name="Process">How its process is to be run.</param>
[GenerateSerializer, Immutable, Alias("inferno.deploy-command")]
public sealed record DeployCommand(
    [property: Id(0)] string? Name,
    [property: Id(1)] NetworkSpec? Network,
    [property: Id(2)] string? ModelId,
    [property: Id(3)] IdempotencyToken? Idempotency,
    [property: Id(4)] TimeSpan Timeout,
    [property: Id(5)] string? DType = null,
    [property: Id(6)] ReplicaRange? Replicas = null,
    [property: Id(7)] ProcessSpec? Process = null);
