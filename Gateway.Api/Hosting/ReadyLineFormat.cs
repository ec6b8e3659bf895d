namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>What is printed to standard output when requests can be sent.</summary>
internal enum ReadyLineFormat
{
    /// <summary>A line for people.</summary>
    Text = 0,

    /// <summary>A JSON object in one line, for programs.</summary>
    Json = 1,

    /// <summary>Nothing.</summary>
    None = 2,
}
