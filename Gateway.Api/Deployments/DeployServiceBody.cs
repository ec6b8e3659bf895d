using InfernoOrleans.Gateway.Api.Compute;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>A service to deploy: a pipeline that is executed like a network.</summary>
/// <param name="Name">What to call the deployment; need not be unique.</param>
/// <param name="Steps">The steps that each row goes through, in order.</param>
/// <param name="InputSize">Numbers in one input row; needed where no step is a model, else the first model says it.</param>
/// <param name="RestartPolicy">When its process is started again after it has ended by itself.</param>
/// <param name="Resources">What it is granted: <c>Compute</c>.</param>
/// <param name="Namespace">What it sees: a clean one shows the models of its steps.</param>
/// <param name="Pinned">Of no use to a service, which holds nothing in memory.</param>
internal sealed record DeployServiceBody(
    string? Name,
    IReadOnlyList<ServiceStepBody>? Steps,
    long? InputSize,
    RestartPolicyBody? RestartPolicy,
    IReadOnlyList<ResourceBody>? Resources,
    NamespaceBody? Namespace,
    bool? Pinned);

/// <summary>A step: either a model or operations.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Model">
/// The id or the name of a deployed network or service, which the service finds in its namespace under <c>/models</c>; or a path there.
/// </param>
/// <param name="Operations">Operations on the numbers of each row, as those of data tasks.</param>
internal sealed record ServiceStepBody(string? Name, string? Model, IReadOnlyList<StepBody>? Operations);

/// <summary>A task to deploy, which is run once, or by a schedule, and again when it fails.</summary>
/// <param name="Name">What to call the deployment; need not be unique.</param>
/// <param name="Task">What each run is, as for <c>/inferno/compute/tasks</c>.</param>
/// <param name="Schedule">When it is run; once, at once, when absent.</param>
/// <param name="RestartPolicy">When a run that has ended is followed by another; <c>OnFailure</c>, five times in a row, when absent.</param>
/// <param name="Resources">What it is granted: <c>Agent</c>, of an agent task.</param>
/// <param name="Namespace">What it sees: a clean one shows the model of an inference task.</param>
/// <param name="Pinned">Of no use to a task.</param>
internal sealed record DeployTaskBody(
    string? Name,
    TaskBody? Task,
    ScheduleBody? Schedule,
    RestartPolicyBody? RestartPolicy,
    IReadOnlyList<ResourceBody>? Resources,
    NamespaceBody? Namespace,
    bool? Pinned);

/// <summary>When a task is run: by a cron expression, or every so often.</summary>
/// <param name="Cron">Five fields (minute, hour, day of month, month, day of week), or six with seconds first.</param>
/// <param name="TimeZone">cron: an IANA time zone, <c>Europe/Berlin</c>; UTC when absent.</param>
/// <param name="EveryMs">Milliseconds from the beginning of one run to that of the next.</param>
internal sealed record ScheduleBody(string? Cron, string? TimeZone, long? EveryMs);
