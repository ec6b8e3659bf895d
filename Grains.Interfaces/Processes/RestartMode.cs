namespace InfernoOrleans.Grains.Interfaces.Processes;

/// <summary>When a process that has ended by itself is started again. The names are words of the REST contract.</summary>
public enum RestartMode
{
    /// <summary>Whenever it has ended, well or not.</summary>
    Always = 0,

    /// <summary>When it has failed.</summary>
    OnFailure = 1,

    /// <summary>Not at all.</summary>
    Never = 2,
}
