using InfernoOrleans.Grains.Interfaces.Processes;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>When a process that has ended by itself is started again.</summary>
/// <param name="Mode"><c>Always</c>, <c>OnFailure</c> or <c>Never</c>.</param>
/// <param name="MaxRestarts">How many times in a row, from 0; as often as it takes when absent.</param>
/// <param name="BackoffMs">Milliseconds before the first time, 1 to 3,600,000 (default 1,000); each further time in a row it is twice as long.</param>
internal sealed record RestartPolicyBody(string? Mode = null, long? MaxRestarts = null, long? BackoffMs = null)
{
    public static RestartPolicyBody From(ProcessInfo process) =>
        new(process.Restart.ToString(), process.MaxRestarts, (long)process.Backoff.TotalMilliseconds);
}

/// <summary>Some of a resource.</summary>
/// <param name="ResourceType"><c>Memory</c> (of each replica), <c>Compute</c>, <c>Storage</c> or <c>Agent</c>.</param>
/// <param name="Amount">How much.</param>
/// <param name="Unit">
/// <c>B</c> (default), <c>KB</c>, <c>MB</c>, <c>GB</c>, <c>KiB</c>, <c>MiB</c> or <c>GiB</c> of Memory and Storage, <c>shares</c> of Compute,
/// <c>agents</c> of Agent.
/// </param>
internal sealed record ResourceBody(string? ResourceType = null, double? Amount = null, string? Unit = null)
{
    public static ResourceBody[] From(GrantedResources granted) =>
    [
        .. Bytes("Memory", granted.MemoryBytes),
        .. granted.ComputeWeight == 1 ? [] : new[] { new ResourceBody("Compute", granted.ComputeWeight, "shares") },
        .. Bytes("Storage", granted.StorageBytes),
        .. granted.Agents == 0 ? [] : new[] { new ResourceBody("Agent", granted.Agents, "agents") },
    ];

    private static ResourceBody[] Bytes(string type, long bytes) => bytes == 0 ? [] : [new ResourceBody(type, bytes, "B")];
}

/// <summary>Which namespace a new process has.</summary>
/// <param name="Mode"><c>clean</c> (default): one of its own; <c>copy</c>: a copy of another; <c>share</c>: another's.</param>
/// <param name="Of">The process whose namespace is copied or shared, <c>proc-3</c>; that of the cluster when absent.</param>
internal sealed record NamespaceBody(string? Mode = null, string? Of = null);

/// <summary>The fields of deploy requests that say how a process is to be run, as the cluster takes them.</summary>
internal static class ProcessFields
{
    public static ProcessSpec? ToSpec(RestartPolicyBody? restartPolicy, IReadOnlyList<ResourceBody>? resources, NamespaceBody? @namespace, bool? pinned) =>
        restartPolicy is null && resources is null && @namespace is null && pinned is null
            ? null
            : new ProcessSpec(
                restartPolicy is null ? null : new RestartPolicySpec(restartPolicy.Mode, restartPolicy.MaxRestarts, restartPolicy.BackoffMs),
                resources is null ? null : [.. resources.Select(each => new ResourceSpec(each?.ResourceType, each?.Amount, each?.Unit))],
                @namespace is null ? null : new NamespaceSpec(@namespace.Mode, @namespace.Of),
                pinned);
}
