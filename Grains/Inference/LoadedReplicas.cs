using System.Collections.Concurrent;

namespace InfernoOrleans.Grains.Inference;

/// <summary>
/// The replicas that are loaded on this silo, by their ids. Whoever knows that a replica is here finds it here, whatever state the grain
/// directory of the cluster is in.
/// </summary>
internal sealed class LoadedReplicas
{
    private readonly ConcurrentDictionary<string, LoadedReplica> replicas = new(StringComparer.Ordinal);

    public LoadedReplica? Find(string id) => replicas.GetValueOrDefault(id);

    public void Add(string id, LoadedReplica replica) => replicas[id] = replica;

    /// <summary>Takes a replica out, unless another activation has come in its place.</summary>
    public void Remove(string id, LoadedReplica replica) => replicas.TryRemove(KeyValuePair.Create(id, replica));
}
