using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Services;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>One step of a service.</summary>
/// <param name="Name">What users call it; left out where they do not.</param>
/// <param name="Model">The model that each row goes through; left out for operations.</param>
/// <param name="Operations">The operations on the numbers of each row; left out for a model.</param>
internal sealed record ServiceStepItem(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Model,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<OperationItem>? Operations)
{
    public static ServiceStepItem From(ServiceStep step) =>
        new(step.Name, step.Model, step.Operations is null ? null : [.. step.Operations.Select(OperationItem.From)]);
}

/// <summary>An operation on numbers.</summary>
/// <param name="Op">Which.</param>
/// <param name="Factor">scale: by how much.</param>
/// <param name="Value">offset: what is added.</param>
/// <param name="Min">clamp: the least.</param>
/// <param name="Max">clamp: the most.</param>
/// <param name="Size">window-mean: of how many numbers.</param>
internal sealed record OperationItem(
    string? Op,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Factor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Value,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Min,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Max,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Size)
{
    public static OperationItem From(DataStep step) => new(step.Op, step.Factor, step.Value, step.Min, step.Max, step.Size);
}

/// <summary>One run of a deployed task.</summary>
/// <param name="Run">Which, from 1.</param>
/// <param name="TaskId">The task that it was, <c>task-7</c>; null where none could be submitted.</param>
/// <param name="Status"><c>Pending</c>, <c>Assigned</c>, <c>Running</c>, <c>Completed</c>, <c>Failed</c> or <c>Cancelled</c>.</param>
/// <param name="Error">Why it failed; null otherwise.</param>
/// <param name="Started">When it was begun, in milliseconds since 1970.</param>
/// <param name="Ended">When it ended; null while it goes on.</param>
internal sealed record RunItem(long Run, string? TaskId, ComputeTaskStatus Status, string? Error, long Started, long? Ended)
{
    public static RunItem From(DeployedTaskRun run) => new(
        run.Number, run.Task?.ToString(), run.Status, run.Error, run.Started.ToUnixTimeMilliseconds(), run.Ended?.ToUnixTimeMilliseconds());
}

/// <summary>What a deployed task runs.</summary>
/// <param name="TaskType"><c>inference</c>, <c>tensor</c>, <c>data</c> or <c>agent</c>.</param>
internal sealed record DeployedTaskItem(string TaskType);

/// <summary>When a deployed task is run.</summary>
/// <param name="Cron">By this cron expression.</param>
/// <param name="TimeZone">In this time zone; UTC when left out.</param>
/// <param name="EveryMs">Every so many milliseconds.</param>
internal sealed record ScheduleItem(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Cron,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TimeZone,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? EveryMs)
{
    public static ScheduleItem From(TaskSchedule schedule) => new(schedule.Cron, schedule.TimeZone, schedule.EveryMs);
}
