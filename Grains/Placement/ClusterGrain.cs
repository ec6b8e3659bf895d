using InfernoOrleans.Grains.Interfaces.Cluster;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Placement;

/// <inheritdoc cref="IClusterGrain"/>
[StatelessWorker, GrainType("cluster")]
internal sealed class ClusterGrain(IClusterMembershipService membership, LoadView<SiloAddress> loads) : Grain, IClusterGrain
{
    public Task<IReadOnlyList<SiloInfo>> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SiloInfo>>(
    [
        .. membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status != SiloStatus.Dead)
            .Select(member => new SiloInfo(
                member.Name, member.SiloAddress.ToParsableString(), member.Status.ToString(), loads.Find(member.SiloAddress)))
            .OrderBy(silo => silo.Name, StringComparer.Ordinal)
            .ThenBy(silo => silo.Address, StringComparer.Ordinal),
    ]);
}
