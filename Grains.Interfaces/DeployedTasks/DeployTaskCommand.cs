using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Processes;

namespace InfernoOrleans.Grains.Interfaces.DeployedTasks;

/// <summary>Asks for a task that lasts: run once, or by a schedule, and again when it fails. Nothing is checked yet; absent fields are null.</summary>
/// <param name="Name">What users call the deployment.</param>
/// <param name="Task">What each run is.</param>
/// <param name="Schedule">When it is run; null for once, at once.</param>
/// <param name="Process">How its process is to be run.</param>
/// <param name="Idempotency">Makes repeating the request harmless.</param>
[GenerateSerializer, Immutable, Alias("inferno.deploy-task-command")]
public sealed record DeployTaskCommand(
    [property: Id(0)] string? Name,
    [property: Id(1)] TaskSpec? Task,
    [property: Id(2)] TaskSchedule? Schedule = null,
    [property: Id(3)] ProcessSpec? Process = null,
    [property: Id(4)] IdempotencyToken? Idempotency = null);
