namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>A task: what was asked for and what became of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What users call it, if anything.</param>
/// <param name="Type"><c>inference</c>, <c>tensor</c>, <c>data</c> or <c>agent</c>.</param>
/// <param name="Status">Its state.</param>
/// <param name="Priority">-10 to 10.</param>
/// <param name="Node">The node that has it or had it last; null before the first.</param>
/// <param name="Attempts">How many attempts were begun.</param>
/// <param name="Error">Why it failed, or the last attempt did.</param>
/// <param name="Execution">How long the attempt that ended it ran; null where none did.</param>
/// <param name="Created">When it was accepted.</param>
/// <param name="Started">When its last attempt began to run; null where that is not known.</param>
/// <param name="Finished">When it ended.</param>
/// <param name="ResultShape">The extents of the result; null where there is none.</param>
/// <param name="Result">
/// The result, little-endian 32-bit floats; null where there is none, where it is an artifact, and in lists.
/// </param>
/// <param name="Artifact">The SHA-256 of a result that is too long for a row; null otherwise.</param>
/// <param name="DependsOn">The tasks that must complete first.</param>
/// <param name="Output">agent: what was asked and answered, of a task that has completed; null otherwise, and in lists.</param>
[GenerateSerializer, Immutable, Alias("inferno.task-info")]
public sealed record TaskInfo(
    [property: Id(0)] TaskId Id,
    [property: Id(1)] string? Name,
    [property: Id(2)] string Type,
    [property: Id(3)] ComputeTaskStatus Status,
    [property: Id(4)] int Priority,
    [property: Id(5)] string? Node,
    [property: Id(6)] int Attempts,
    [property: Id(7)] string? Error,
    [property: Id(8)] TimeSpan? Execution,
    [property: Id(9)] DateTimeOffset Created,
    [property: Id(10)] DateTimeOffset? Started,
    [property: Id(11)] DateTimeOffset? Finished,
    [property: Id(12)] IReadOnlyList<long>? ResultShape,
    [property: Id(13)] ReadOnlyMemory<byte>? Result,
    [property: Id(14)] string? Artifact,
    [property: Id(15)] IReadOnlyList<TaskId> DependsOn,
    [property: Id(16)] TaskActivation? Output = null)
{
    /// <summary>Whether it will not change any more.</summary>
    public bool IsEnded => Status is ComputeTaskStatus.Completed or ComputeTaskStatus.Failed or ComputeTaskStatus.Cancelled;
}
