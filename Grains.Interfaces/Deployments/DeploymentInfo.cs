using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Services;

namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>What the cluster knows of one deployment.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Name">What users call it.</param>
/// <param name="Type">What was deployed.</param>
/// <param name="Status">The state of its process.</param>
/// <param name="Revision">Which spec of it is served, from 1.</param>
/// <param name="ModelVersion">
/// What is served: <c>digits@1</c> for a registered model, <c>Classifier@1.0</c> for a built network, its own name for a service; of a deployed
/// task the type of the tasks.
/// </param>
/// <param name="Architecture">The layers as text; the steps of a service, and when a deployed task is run.</param>
/// <param name="ParameterCount">Weights and biases.</param>
/// <param name="InputSize">Numbers in one input row.</param>
/// <param name="OutputSize">Numbers in one output row.</param>
/// <param name="Created">When it was deployed.</param>
/// <param name="DType">How its weights are held in memory: <c>FP32</c>, <c>FP16</c>, <c>INT8</c> or <c>INT4</c>.</param>
/// <param name="Replicas">Between which numbers its replicas are kept.</param>
/// <param name="DesiredReplicas">How many replicas it is to have now.</param>
/// <param name="ReadyReplicas">How many are loaded and called.</param>
/// <param name="Agent">
/// The agent that was deployed, <c>synth-mirror-palm</c> or <c>agent-7</c>; null for a network. An agent has no replicas: its texts of a network are
/// empty, its numbers 0.
/// </param>
/// <param name="Process">How its process is run and how it does.</param>
/// <param name="Steps">The steps of a service; null otherwise, and in lists.</param>
/// <param name="Task">What a deployed task runs; null otherwise, and in lists.</param>
[GenerateSerializer, Immutable, Alias("inferno.deployment-info")]
public sealed record DeploymentInfo(
    [property: Id(0)] DeploymentId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] DeploymentType Type,
    [property: Id(3)] DeploymentStatus Status,
    [property: Id(4)] int Revision,
    [property: Id(5)] string ModelVersion,
    [property: Id(6)] string Architecture,
    [property: Id(7)] long ParameterCount,
    [property: Id(8)] int InputSize,
    [property: Id(9)] int OutputSize,
    [property: Id(10)] DateTimeOffset Created,
    [property: Id(11)] string DType,
    [property: Id(12)] ReplicaRange Replicas,
    [property: Id(13)] int DesiredReplicas,
    [property: Id(14)] int ReadyReplicas,
    [property: Id(15)] string? Agent = null,
    [property: Id(16)] ProcessInfo? Process = null,
    [property: Id(17)] IReadOnlyList<ServiceStep>? Steps = null,
    [property: Id(18)] DeployedTaskInfo? Task = null);
