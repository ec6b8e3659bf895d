using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Compute.Scheduling.Simulation;

/// <summary>The tables, with the comparisons that their statements make. It checks that what has ended stays as it is.</summary>
internal sealed class SimulatedDatabase(SimulatedWorld world)
{
    private readonly List<SimulatedTask> rows = [];

    public IReadOnlyList<SimulatedTask> Rows => rows;

    public List<SimulatedNode> Nodes { get; } = [];

    /// <summary>Whether it answers nobody.</summary>
    public bool IsOut { get; set; }

    public SimulatedTask this[long id] => rows[(int)id - 1];

    /// <summary>Inserts a task, unless it depends on one that will not complete.</summary>
    public bool TryInsert(SimulatedTask row)
    {
        RequireAnswer();
        Assert.Equal(rows.Count + 1, row.Id);
        if (row.DependsOn.Any(id => this[id].State is TaskState.Failed or TaskState.Cancelled))
        {
            return false;
        }

        row.WaitingFor = row.DependsOn.Count(id => this[id].State != TaskState.Completed);
        row.State = row.WaitingFor > 0 ? TaskState.Waiting : TaskState.Pending;
        rows.Add(row);
        return true;
    }

    public IReadOnlyList<string> ListRequirements()
    {
        RequireAnswer();
        return [.. rows.Where(row => row.State == TaskState.Pending).Select(row => row.Requires).Distinct().Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<ReadyTask> ListReady(string requires, (long Rank, long Id) after, int most)
    {
        RequireAnswer();
        return
        [
            .. rows.Where(row => row.State == TaskState.Pending && row.Requires == requires && (row.Rank, row.Id).CompareTo(after) > 0)
                .OrderBy(row => (row.Rank, row.Id))
                .Take(most)
                .Select(row => new ReadyTask { Id = row.Id, Rank = row.Rank, Attempt = row.Attempt, FailedOn = row.FailedOn }),
        ];
    }

    public IReadOnlyList<HeldTask> ListHeld()
    {
        RequireAnswer();
        return
        [
            .. rows.Where(row => row.State is TaskState.Assigned or TaskState.Running).Select(row => new HeldTask
            {
                Id = row.Id, Attempt = row.Attempt, Node = row.Node!, Executor = row.Executor!, IsRunning = row.State == TaskState.Running,
                Requires = row.Requires, Rank = row.Rank, Failures = row.Failures, MaxAttempts = row.MaxAttempts,
            }),
        ];
    }

    public IReadOnlyList<(string Requires, long Rank)> ReadyDelayed()
    {
        RequireAnswer();
        var ready = rows.Where(row => row.State == TaskState.Delayed && row.NotBefore <= world.NowMs).ToArray();
        Array.ForEach(ready, row => Change(row, TaskState.Pending));
        return [.. ready.Select(row => (row.Requires, row.Rank))];
    }

    public IReadOnlyList<SimulatedTask> Claim(IReadOnlyList<Claim> claims, string executor)
    {
        RequireAnswer();
        var claimed = new List<SimulatedTask>();
        foreach (var claim in claims)
        {
            var row = this[claim.Id];
            if (row.State == TaskState.Pending && row.Attempt == claim.Attempt)
            {
                world.CheckClaim(row, claim);
                Change(row, TaskState.Assigned);
                row.Attempt++;
                row.Node = claim.Node;
                row.Executor = executor;
                row.ClaimedAt ??= world.NowMs;
                claimed.Add(row);
            }
        }

        return claimed;
    }

    public void MarkRunning(IEnumerable<AttemptId> attempts)
    {
        RequireAnswer();
        foreach (var row in attempts.Where(id => this[id.Task].Attempt == id.Attempt).Select(id => this[id.Task]).Where(row => row.State == TaskState.Assigned))
        {
            Change(row, TaskState.Running);
        }
    }

    public IReadOnlyList<AttemptEnd> End(IReadOnlyList<AttemptEnd> ends)
    {
        RequireAnswer();
        var ended = new List<AttemptEnd>();
        foreach (var end in ends)
        {
            var row = this[end.Id.Task];
            if (row.Attempt == end.Id.Attempt && row.State is TaskState.Assigned or TaskState.Running)
            {
                Change(row, end.State);
                row.Failures += end.IsFailure ? 1 : 0;
                row.NotBefore = end.NotBefore;
                row.FailedOn += end.FailedOn is null ? string.Empty : $"{end.FailedOn},";
                row.Executor = null;
                if (end.State == TaskState.Completed)
                {
                    Assert.Null(row.CompletedBy);
                    row.CompletedBy = end.Id.Attempt;
                }

                ended.Add(end);
                Settle(row);
            }
        }

        return ended;
    }

    /// <summary>Cancels a task.</summary>
    /// <returns>The attempt to stop, and where.</returns>
    public (string Executor, AttemptId Attempt)? Cancel(SimulatedTask row)
    {
        RequireAnswer();
        if (row.IsEnded)
        {
            return null;
        }

        Change(row, TaskState.Cancelled);
        Settle(row);
        return row.Executor is { } executor ? (executor, new AttemptId(row.Id, row.Attempt)) : null;
    }

    public void RequireAnswer()
    {
        if (IsOut)
        {
            throw new RefusedException(RefusalReason.Unavailable, "The database does not answer.");
        }
    }

    private static void Change(SimulatedTask row, string state)
    {
        Assert.False(row.IsEnded, $"{row} was to become {state}.");
        row.State = state;
    }

    private void Settle(SimulatedTask ended)
    {
        foreach (var row in rows.Where(row => row.State == TaskState.Waiting && row.DependsOn.Contains(ended.Id)))
        {
            if (ended.State == TaskState.Completed)
            {
                if (--row.WaitingFor == 0)
                {
                    Change(row, TaskState.Pending);
                }
            }
            else if (ended.IsEnded)
            {
                Change(row, TaskState.Failed);
                row.IsDoomed = true;
                Settle(row);
            }
        }
    }
}
