namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>The state of a node. The names are words of the REST contract.</summary>
public enum NodeStatus
{
    /// <summary>Takes tasks.</summary>
    Active = 0,

    /// <summary>Would take tasks, but all that it can run at one time run.</summary>
    Busy = 1,

    /// <summary>No silo runs its tasks now, or its owner said that it is offline.</summary>
    Offline = 2,

    /// <summary>Finishes what it has and takes nothing new.</summary>
    Maintenance = 3,
}
