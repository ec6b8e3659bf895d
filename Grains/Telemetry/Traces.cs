using System.Diagnostics;

namespace InfernoOrleans.Grains.Telemetry;

/// <summary>The spans of our own, between those of the HTTP request and of the grain calls and those of whoever may come after us.</summary>
internal static class Traces
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "InfernoOrleans";

    /// <summary>Where they come from. Nobody listens unless traces are sent somewhere.</summary>
    public static readonly ActivitySource Source = new(SourceName);

    /// <summary>A request's wait in the queue of a replica.</summary>
    public const string Queue = "inference.queue";

    /// <summary>The batch that ran a request.</summary>
    public const string Batch = "inference.batch";

    /// <summary>One attempt at a task.</summary>
    public const string Attempt = "task.attempt";
}
