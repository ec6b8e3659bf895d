namespace InfernoOrleans.Grains.Hosting;

/// <summary>What a process prints to standard output when it is ready.</summary>
public enum ReadyLineFormat
{
    /// <summary>A line for people.</summary>
    Text = 0,

    /// <summary>A JSON object in one line, for programs.</summary>
    Json = 1,

    /// <summary>Nothing.</summary>
    None = 2,
}
