using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>
/// The states of rows of <c>tasks</c>. Those of <see cref="ComputeTaskStatus"/>, and two more that clients see as Pending.
/// </summary>
internal static class TaskState
{
    /// <summary>Not before other tasks have completed.</summary>
    public const string Waiting = nameof(Waiting);

    /// <summary>Not before the time of its next attempt.</summary>
    public const string Delayed = nameof(Delayed);

    /// <summary>As soon as a node has room.</summary>
    public const string Pending = nameof(ComputeTaskStatus.Pending);

    public const string Assigned = nameof(ComputeTaskStatus.Assigned);

    public const string Running = nameof(ComputeTaskStatus.Running);

    public const string Completed = nameof(ComputeTaskStatus.Completed);

    public const string Failed = nameof(ComputeTaskStatus.Failed);

    public const string Cancelled = nameof(ComputeTaskStatus.Cancelled);

    /// <summary>What clients see.</summary>
    public static ComputeTaskStatus ToStatus(string state) =>
        state is Waiting or Delayed ? ComputeTaskStatus.Pending : Enum.Parse<ComputeTaskStatus>(state);

    /// <summary>The states that clients see as one.</summary>
    public static IReadOnlyList<string> Of(ComputeTaskStatus status) =>
        status == ComputeTaskStatus.Pending ? [Pending, Waiting, Delayed] : [status.ToString()];
}
