using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Services;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary>One step of a service.</summary>
internal sealed record StepFacts(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Model,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<OperationFacts>? Operations)
{
    public static StepFacts From(ServiceStep step) =>
        new(step.Name, step.Model, step.Operations is null ? null : [.. step.Operations.Select(OperationFacts.From)]);
}

/// <summary>An operation on numbers.</summary>
internal sealed record OperationFacts(
    string? Op,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Factor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Value,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Min,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Max,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Size)
{
    public static OperationFacts From(DataStep step) => new(step.Op, step.Factor, step.Value, step.Min, step.Max, step.Size);
}

/// <summary>What a deployed task runs.</summary>
internal sealed record DeployedTaskFacts(string TaskType);

/// <summary>When a deployed task is run.</summary>
internal sealed record ScheduleFacts(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Cron,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TimeZone,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? EveryMs)
{
    public static ScheduleFacts From(TaskSchedule schedule) => new(schedule.Cron, schedule.TimeZone, schedule.EveryMs);
}
