using InfernoOrleans.Grains.Interfaces.Processes;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary>When a process that has ended by itself is started again.</summary>
internal sealed record RestartFacts(string Mode, int? MaxRestarts, long BackoffMs)
{
    public static RestartFacts From(ProcessInfo process) => new(process.Restart.ToString(), process.MaxRestarts, (long)process.Backoff.TotalMilliseconds);
}

/// <summary>Some of a resource that was asked for and is granted.</summary>
internal sealed record GrantFacts(string ResourceType, double Amount, string Unit)
{
    public static GrantFacts[] From(GrantedResources granted)
    {
        GrantFacts?[] grants =
        [
            granted.MemoryBytes == 0 ? null : new("Memory", granted.MemoryBytes, "B"),
            granted.ComputeWeight == 1 ? null : new("Compute", granted.ComputeWeight, "shares"),
            granted.StorageBytes == 0 ? null : new("Storage", granted.StorageBytes, "B"),
            granted.Agents == 0 ? null : new("Agent", granted.Agents, "agents"),
        ];
        return [.. grants.OfType<GrantFacts>()];
    }
}

/// <summary>What a process uses of a resource beside what it was granted.</summary>
internal sealed record ResourceFacts(string ResourceType, double Granted, double Used, string Unit)
{
    public static ResourceFacts From(ResourceUse use) => new(use.ResourceType, use.Granted, use.Used, use.Unit);
}
