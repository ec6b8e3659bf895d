using System.Collections.Frozen;
using System.Net;

namespace InfernoOrleans.Grains.Interfaces.Cluster;

/// <summary>
/// The gateways of silos that a client of the cluster connects to, as of its last look at the cluster; none in a process with a silo of its
/// own. Thread-safe.
/// </summary>
public sealed class KnownGateways
{
    private volatile FrozenSet<IPEndPoint> endpoints = [];

    /// <summary>Whether the client can send to that gateway.</summary>
    public bool Contains(IPEndPoint endpoint) => endpoints.Contains(endpoint);

    /// <summary>Takes note of what the client knows now.</summary>
    public void Replace(IEnumerable<IPEndPoint> known) => endpoints = known.ToFrozenSet();
}
