using System.Collections.Concurrent;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Weights;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Inference;

/// <summary>
/// The replicas that are on this silo, by their ids. Whoever knows that a replica is here finds it here, whatever state the grain directory of
/// the cluster is in. Those that have nothing to do may give up their memory to others.
/// </summary>
internal sealed partial class LoadedReplicas(IOptions<WeightsOptions> options, ILogger<LoadedReplicas> logger) : IIdleMemory
{
    private readonly ConcurrentDictionary<string, LoadedReplica> replicas = new(StringComparer.Ordinal);
    private readonly ReplicaTallies tallies = new();
    private long evictions;

    /// <summary>How many times one gave up its memory to others.</summary>
    public long Evictions => Interlocked.Read(ref evictions);

    public LoadedReplica? Find(string id) => replicas.GetValueOrDefault(id);

    public void Add(string id, LoadedReplica replica)
    {
        tallies.Came(replica.Id.Deployment);
        var before = replicas.GetValueOrDefault(id);
        replicas[id] = replica;
        if (before is not null)
        {
            tallies.Went(before.Id.Deployment, before.Figures);
        }
    }

    /// <summary>Takes a replica out, unless another activation has come in its place.</summary>
    public void Remove(string id, LoadedReplica replica)
    {
        if (replicas.TryRemove(KeyValuePair.Create(id, replica)))
        {
            tallies.Went(replica.Id.Deployment, replica.Figures);
        }
    }

    /// <summary>What replicas of a deployment have done that have left while others of it are here.</summary>
    public ReplicaFigures Gone(DeploymentId deployment) => tallies.Gone(deployment);

    /// <summary>Those that are here now.</summary>
    public IReadOnlyList<LoadedReplica> All() => [.. replicas.Values];

    /// <inheritdoc/>
    public bool TryGiveUp(long bytes)
    {
        if (!options.Value.EvictIdle)
        {
            return false;
        }

        var idle = replicas.Values
            .Select(replica => (Replica: replica, Memory: replica.IdleMemory, replica.LastUsed))
            .Where(each => each.Memory is not null)
            .ToArray();
        if (Sum([.. idle.Select(each => each.Memory!)]) < bytes)
        {
            return false;
        }

        // Several may share what the oldest has: they go on giving up until somebody can have it.
        var given = 0L;
        var isGiven = false;
        foreach (var (replica, _, _) in idle.OrderBy(each => each.LastUsed))
        {
            if (replica.TryEvict(out var freed))
            {
                Interlocked.Increment(ref evictions);
                LogEvicted(replica.Id);
                isGiven = true;
                given += freed;
                if (given >= bytes)
                {
                    break;
                }
            }
        }

        return isGiven;
    }

    /// <summary>What there would be if all of it were given back; weights that others use, too, stay.</summary>
    private static long Sum(IReadOnlyList<ReplicaMemory> idle) =>
        idle.Sum(memory => memory.OwnBytes)
        + idle.GroupBy(memory => memory.Plan).Where(sharing => sharing.Count() >= sharing.First().Sharers).Sum(sharing => sharing.Key.Bytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Replica} gives up its memory to others until it is asked again")]
    private partial void LogEvicted(ReplicaId replica);
}
