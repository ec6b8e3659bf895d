using System.Globalization;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Compute;

/// <summary>What is known of the tasks that are waited for.</summary>
internal sealed class WatchedTasks
{
    private const string Prefix = "task-";
    private const int FailuresShown = 3;

    private readonly SortedSet<long> unfinished = [];
    private readonly Dictionary<long, WatchedState> states = [];
    private readonly int[] counts = new int[Enum.GetValues<WatchedState>().Length];
    private readonly List<TaskFailure> failures = [];

    public WatchedTasks(IEnumerable<string> ids)
    {
        foreach (var number in ids.Select(NumberOf))
        {
            if (states.TryAdd(number, WatchedState.Pending)) { unfinished.Add(number); }
        }

        counts[(int)WatchedState.Pending] = states.Count;
    }

    public int Total => states.Count;

    public bool AreEnded => unfinished.Count == 0;

    public bool AreCompleted => Count(WatchedState.Completed) == Total;

    /// <summary>Those that ended otherwise than completed.</summary>
    public IReadOnlyList<TaskFailure> Failures => failures;

    /// <summary>The ids of those that have not ended, the oldest first.</summary>
    public IEnumerable<string> Unfinished => unfinished.Select(IdOf);

    /// <summary>The number of the oldest one that has not ended. There must be one.</summary>
    public long Oldest => unfinished.Min;

    /// <summary>The number of the newest one that has not ended and is before <paramref name="number"/>; null where there is none.</summary>
    public long? NewestBefore(long number) =>
        unfinished.Count > 0 && Oldest < number ? unfinished.GetViewBetween(Oldest, number - 1).Max : null;

    public int Count(WatchedState state) => counts[(int)state];

    public static string IdOf(long number) => Prefix + number.ToString(CultureInfo.InvariantCulture);

    public static long NumberOf(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal) && long.TryParse(id.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CommandFailedException($"'{id}' is not the id of a task such as task-1.");

    /// <summary>Learns what a task does. Those of others, and those that had ended, change nothing.</summary>
    public void Learn(TaskItem task)
    {
        // A state that a later server has is one that has not ended.
        Learn(NumberOf(task.TaskId), Enum.TryParse<WatchedState>(task.Status, out var state) ? state : WatchedState.Pending, task.Error);
    }

    /// <summary>Learns that the server knows a task no more.</summary>
    public void Miss(long number, string reason) => Learn(number, WatchedState.Failed, reason);

    public WatchProgress Describe() => new(Total, [.. counts], [.. failures.TakeLast(FailuresShown)]);

    private void Learn(long number, WatchedState state, string? error)
    {
        if (!unfinished.Contains(number)) { return; }

        counts[(int)states[number]]--;
        counts[(int)state]++;
        states[number] = state;
        if (state < WatchedState.Completed) { return; }

        unfinished.Remove(number);
        if (state != WatchedState.Completed) { failures.Add(new(IdOf(number), state.ToString(), error)); }
    }
}

/// <summary>A task that has no result, and why.</summary>
internal sealed record TaskFailure(string TaskId, string Status, string? Error)
{
    public override string ToString() =>
        $"{TaskId} {(Status == nameof(WatchedState.Cancelled) ? "was cancelled" : $"failed: {Error?.ReplaceLineEndings(" ")}")}";
}
