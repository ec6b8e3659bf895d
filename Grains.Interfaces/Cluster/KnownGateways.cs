using System.Collections.Frozen;
using System.Net;

namespace InfernoOrleans.Grains.Interfaces.Cluster;

/// <summary>
/// The gateways of silos that a client of the cluster had listed at its last look; none in a process with a silo of its own. One that has
/// failed or is stopping since is listed all the same: a call that names it is lost, as one to its silo would be. Thread-safe.
/// </summary>
public sealed class KnownGateways
{
    private volatile FrozenSet<IPEndPoint> endpoints = [];

    /// <summary>Whether the client knows that gateway.</summary>
    public bool Contains(IPEndPoint endpoint) => endpoints.Contains(endpoint);

    /// <summary>Takes note of what the client knows now.</summary>
    public void Replace(IEnumerable<IPEndPoint> known) => endpoints = known.ToFrozenSet();
}
