using InfernoOrleans.Cli.Output;

namespace InfernoOrleans.Cli.Compute;

/// <summary>How far the tasks are that are waited for, at one moment.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Counts">How many are in each state.</param>
/// <param name="LastFailures">The last ones that have no result.</param>
internal sealed record WatchProgress(int Total, IReadOnlyList<int> Counts, IReadOnlyList<TaskFailure> LastFailures)
{
    private static readonly WatchedState[] Shown =
        [WatchedState.Completed, WatchedState.Failed, WatchedState.Cancelled, WatchedState.Running, WatchedState.Assigned, WatchedState.Pending];

    public int Ended => this[WatchedState.Completed] + this[WatchedState.Failed] + this[WatchedState.Cancelled];

    public int this[WatchedState state] => Counts[(int)state];

    /// <summary>3 of 10 ended: 2 completed, 1 failed, 4 running, 3 pending</summary>
    public override string ToString()
    {
        var parts = Shown.Where(state => this[state] > 0).Select(state => $"{Figures.Count(this[state])} {state.ToString().ToLowerInvariant()}");
        return $"{Figures.Count(Ended)} of {Figures.Count(Total)} ended: {string.Join(", ", parts)}";
    }
}
