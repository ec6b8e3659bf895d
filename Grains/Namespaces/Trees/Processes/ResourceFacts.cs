using InfernoOrleans.Grains.Interfaces.Processes;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary>What a process uses of a resource beside what it was granted.</summary>
internal sealed record ResourceFacts(string ResourceType, double Granted, double Used, string Unit)
{
    public static ResourceFacts From(ResourceUse use) => new(use.ResourceType, use.Granted, use.Used, use.Unit);
}
