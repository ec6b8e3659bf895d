namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>How long calls that wait may take.</summary>
public static class TaskWaits
{
    /// <summary>The longest single wait: shorter than the time in which a call must be answered.</summary>
    public static TimeSpan Slice { get; } = TimeSpan.FromSeconds(4);
}
