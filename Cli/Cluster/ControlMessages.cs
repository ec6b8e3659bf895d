using System.Text.Json.Serialization;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>What a supervisor can be asked for.</summary>
internal enum ControlVerb
{
    [JsonStringEnumMemberName("status")]
    Status,

    /// <summary>Starts one more silo.</summary>
    [JsonStringEnumMemberName("add")]
    Add,

    /// <summary>Kills a process, as a crash would.</summary>
    [JsonStringEnumMemberName("kill")]
    Kill,

    /// <summary>Stops everything.</summary>
    [JsonStringEnumMemberName("down")]
    Down,
}

/// <summary>A command to a supervisor; one line of JSON.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Name">To which process.</param>
internal sealed record ControlRequest(ControlVerb Verb, string? Name = null);

/// <summary>What a supervisor answers; one line of JSON.</summary>
/// <param name="Processes">The processes as they are afterwards.</param>
/// <param name="Message">What was done.</param>
/// <param name="Error">Why it was not.</param>
internal sealed record ControlAnswer(IReadOnlyList<ProcessRecord> Processes, string? Message = null, string? Error = null);
