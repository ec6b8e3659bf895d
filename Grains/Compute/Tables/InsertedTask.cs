namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>A new row.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Task">What it holds.</param>
/// <param name="Created">When it was accepted, in milliseconds since 1970.</param>
/// <param name="WaitingFor">How many tasks must complete first.</param>
/// <param name="HasDependents">Whether tasks of the same insert wait for it.</param>
internal readonly record struct InsertedTask(long Id, NewTask Task, long Created, int WaitingFor, bool HasDependents)
{
    private const long MillisecondsPerPriority = 60_000;

    /// <summary>Ready tasks run in this order: waiting for a minute counts as much as a step of priority.</summary>
    public long Rank => Created - (Task.Priority * MillisecondsPerPriority);

    public string State => WaitingFor > 0 ? TaskState.Waiting : TaskState.Pending;
}
