using InfernoOrleans.Grains.Compute.Tables;

namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>The first of the ready tasks that need the same, in the order in which they are to run: a window on a queue of any length.</summary>
internal sealed class RequirementQueue(TaskNeeds needs)
{
    private const long Nowhere = long.MaxValue;

    private readonly LinkedList<ReadyTask> tasks = new();
    private bool isCut = true;
    private long reopenedAt = Nowhere;

    public TaskNeeds Needs { get; } = needs;

    public int Count => tasks.Count;

    public LinkedListNode<ReadyTask>? First => tasks.First;

    /// <summary>Whether there may be tasks that are not in the window and should be.</summary>
    public bool MayHaveMore => isCut || reopenedAt != Nowhere;

    /// <summary>The place behind which to read on.</summary>
    public (long Rank, long Id) End { get; private set; } = (long.MinValue, 0);

    public void Remove(LinkedListNode<ReadyTask> task) => tasks.Remove(task);

    /// <summary>Takes in what was read behind the end of the window.</summary>
    /// <param name="read">The tasks, in order.</param>
    /// <param name="after">The end when it was read; where it has moved since, what was read is out of place and dropped.</param>
    /// <param name="isAll">Whether there were no more.</param>
    /// <param name="isGiven">Whether a task has been given away by now.</param>
    public void Append(IReadOnlyList<ReadyTask> read, (long Rank, long Id) after, bool isAll, Func<long, bool> isGiven)
    {
        if (after != End)
        {
            return;
        }

        foreach (var task in read.Where(task => !isGiven(task.Id)))
        {
            tasks.AddLast(task);
        }

        if (read.Count > 0)
        {
            End = (read[^1].Rank, read[^1].Id);
        }

        isCut = !isAll;
    }

    /// <summary>
    /// Tasks from some rank on may have been added. It counts from the next <see cref="Refresh"/> on: what is being read now may have been
    /// read before they were added.
    /// </summary>
    public void Reopen(long rank) => reopenedAt = Math.Min(reopenedAt, rank);

    /// <summary>Forgets what is to be read anew. Called before the queue is read.</summary>
    public void Refresh()
    {
        if (reopenedAt == Nowhere)
        {
            return;
        }

        isCut = true;
        if (reopenedAt <= End.Rank)
        {
            while (tasks.Last is { } last && last.Value.Rank >= reopenedAt)
            {
                tasks.RemoveLast();
            }

            End = (reopenedAt, 0);
        }

        reopenedAt = Nowhere;
    }
}
