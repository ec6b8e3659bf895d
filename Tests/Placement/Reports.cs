using InfernoOrleans.Grains.Interfaces.Cluster;

namespace InfernoOrleans.Tests.Placement;

/// <summary>What silos say in tests.</summary>
internal static class Reports
{
    public static SiloLoad Load(
        double cpu = 0, double cores = 4, double memory = 0, int activations = 0, long sequence = 1, double placements = 0, bool overloaded = false) => new(
        sequence, cpu, cores, 1_000_000, (long)(memory * 1_000_000), 4, 0, 0, activations, 0, placements, 0, null, 0, TimeSpan.Zero, overloaded);
}
