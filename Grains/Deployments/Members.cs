using InfernoOrleans.Grains.Placement;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>The silos that are there, from the point of view of this one.</summary>
internal sealed class Members(IClusterMembershipService membership, ILocalSiloDetails self, LoadView<SiloAddress> loads)
{
    public IReadOnlyList<SiloAddress> Active() =>
        [.. membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress)];

    public bool IsActive(SiloAddress silo) => membership.CurrentSnapshot.GetSiloStatus(silo) == SiloStatus.Active;

    /// <summary>Whether this silo is the one that does what one of them has to do. For a moment two may think so: it must be harmless.</summary>
    public bool IsFirst() => Active().Min() is { } first && first.Equals(self.SiloAddress);

    /// <summary>The active silos, best places first.</summary>
    public IEnumerable<SiloAddress> Ranked() => loads.Rank(Active()).Select(ranked => ranked.Silo);

    /// <summary>The share of its CPU that a silo uses; null when it has not said so lately.</summary>
    public double? CpuOf(SiloAddress silo) => loads.Find(silo)?.Cpu;

    /// <summary>The port at which a silo takes calls of clients; 0 when it has none, or has said nothing lately.</summary>
    public int GatewayPortOf(SiloAddress silo) => loads.Find(silo)?.GatewayPort ?? 0;

    public string NameOf(SiloAddress silo) =>
        membership.CurrentSnapshot.Members.TryGetValue(silo, out var member) ? member.Name : silo.ToString();
}
