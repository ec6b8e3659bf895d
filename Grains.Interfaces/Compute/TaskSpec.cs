namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>A task as its sender asks for it. Fields that are null have defaults.</summary>
/// <param name="Work">What it is to do.</param>
/// <param name="Name">What users call it; need not be unique.</param>
/// <param name="Priority">-10 to 10; higher ones go first, and waiting for a minute counts as much as one step.</param>
/// <param name="Requires">What a node must have left for it.</param>
/// <param name="TimeoutMs">How long one attempt may run, in milliseconds.</param>
/// <param name="MaxAttempts">How many attempts may fail, 1 to 10.</param>
/// <param name="DependsOn">The tasks that must complete first: ids, or keys of other tasks of the same batch.</param>
/// <param name="Key">What other tasks of the same batch call it.</param>
[GenerateSerializer, Immutable, Alias("inferno.task-spec")]
public sealed record TaskSpec(
    [property: Id(0)] TaskWork Work,
    [property: Id(1)] string? Name = null,
    [property: Id(2)] long? Priority = null,
    [property: Id(3)] TaskRequirements? Requires = null,
    [property: Id(4)] long? TimeoutMs = null,
    [property: Id(5)] long? MaxAttempts = null,
    [property: Id(6)] IReadOnlyList<string>? DependsOn = null,
    [property: Id(7)] string? Key = null);
