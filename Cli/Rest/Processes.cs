namespace InfernoOrleans.Cli.Rest;

/// <summary>When a process that has ended by itself is started again.</summary>
internal sealed record RestartPolicy(string? Mode, long? MaxRestarts, long? BackoffMs);

/// <summary>Some of a resource.</summary>
internal sealed record Resource(string ResourceType, double Amount, string? Unit = null);

/// <summary>Which namespace a new process has.</summary>
internal sealed record NamespaceChoice(string Mode, string? Of = null);
