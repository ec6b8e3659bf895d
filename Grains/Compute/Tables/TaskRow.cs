using System.Globalization;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>A row of <c>tasks</c>, without its input.</summary>
internal sealed class TaskRow
{
    public required long Id { get; init; }

    public required string? Name { get; init; }

    public required string Type { get; init; }

    public required string State { get; init; }

    public required long Priority { get; init; }

    public required string? Node { get; init; }

    public required string? Executor { get; init; }

    public required long Attempt { get; init; }

    public required string? Error { get; init; }

    public required double? ExecutionMs { get; init; }

    public required long Created { get; init; }

    public required long? Started { get; init; }

    public required long? Finished { get; init; }

    public required string? ResultShape { get; init; }

    /// <summary>Null in lists.</summary>
    public byte[]? Result { get; init; }

    public required string? Artifact { get; init; }

    /// <summary>What agents answered, as <see cref="StoredActivation"/> writes it; null in lists.</summary>
    public string? Output { get; init; }

    public TaskInfo ToInfo(IReadOnlyList<TaskId> dependsOn) => new(
        new TaskId(Id),
        Name,
        Type,
        TaskState.ToStatus(State),
        (int)Priority,
        Node,
        (int)Attempt,
        Error,
        ExecutionMs is { } execution ? TimeSpan.FromMilliseconds(execution) : null,
        DateTimeOffset.FromUnixTimeMilliseconds(Created),
        Started is { } started ? DateTimeOffset.FromUnixTimeMilliseconds(started) : null,
        Finished is { } finished ? DateTimeOffset.FromUnixTimeMilliseconds(finished) : null,
        ResultShape is null ? null : ParseShape(ResultShape),
        Result is null ? default(ReadOnlyMemory<byte>?) : Result,
        Artifact,
        dependsOn,
        Output is null ? null : StoredActivation.Read(Output));

    /// <summary>The text of a shape: <c>2,3</c>, and nothing for a single number.</summary>
    public static string FormatShape(IReadOnlyList<int> shape) => string.Join(',', shape);

    private static long[] ParseShape(string text) =>
        text.Length == 0 ? [] : [.. text.Split(',').Select(extent => long.Parse(extent, CultureInfo.InvariantCulture))];
}
