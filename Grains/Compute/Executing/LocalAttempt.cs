using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;

namespace InfernoOrleans.Grains.Compute.Executing;

/// <summary>An attempt that this silo has claimed, until its end is written. Guarded by its <see cref="TaskRunner"/>.</summary>
internal sealed class LocalAttempt(ClaimedTask task, int nodeSlots, long claimedAt)
{
    public ClaimedTask Task { get; } = task;

    public AttemptId Id { get; } = new(task.Id, task.Attempt);

    /// <summary>The most tasks that its node runs at one time.</summary>
    public int NodeSlots { get; } = nodeSlots;

    public CancellationTokenSource Stopping { get; } = new();

    /// <summary>When it came, by the clock that does not jump.</summary>
    public long ClaimedAt { get; } = claimedAt;

    /// <summary>When it began to run, in milliseconds since 1970; null while it waits.</summary>
    public long? Started { get; set; }

    /// <summary>The same by the clock that does not jump.</summary>
    public long StartedAt { get; set; }

    /// <summary>Whether it was written that it runs.</summary>
    public bool IsMarked { get; set; }

    /// <summary>Whether it runs no more.</summary>
    public bool HasEnded { get; set; }

    public bool IsWaiting => Started is null && !HasEnded;

    public HeldAttempt ToHeld() => new(Id, Task.Node, Task.Requires);
}
