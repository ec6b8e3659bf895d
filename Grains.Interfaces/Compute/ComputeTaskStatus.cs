namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>The state of a task. The names are words of the REST contract.</summary>
public enum ComputeTaskStatus
{
    /// <summary>Accepted: it waits for a node, for the tasks that it depends on, or for its next attempt.</summary>
    Pending = 0,

    /// <summary>A node has it and will run it.</summary>
    Assigned = 1,

    /// <summary>It runs.</summary>
    Running = 2,

    /// <summary>It has a result.</summary>
    Completed = 3,

    /// <summary>It has none and will have none.</summary>
    Failed = 4,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled = 5,
}
