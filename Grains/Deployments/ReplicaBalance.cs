namespace InfernoOrleans.Grains.Deployments;

/// <summary>
/// Decides which silo should give a replica to which: one that has come to have none or few, or one that has stayed idle while another
/// stays busy. Looked at every so often; a move a look at most, and only so many a minute.
/// </summary>
/// <typeparam name="TSilo">What silos are called.</typeparam>
internal sealed class ReplicaBalance<TSilo>(int mostMovesPerMinute, TimeProvider time)
    where TSilo : notnull
{
    /// <summary>The share of its CPU from which on a silo is busy.</summary>
    internal const double Busy = 0.85;

    /// <summary>The share of its CPU up to which a silo has room for what burdens another.</summary>
    internal const double Idle = 0.5;

    /// <summary>How often in a row a silo has to be busy before it gives something away: a burst is over sooner than a move.</summary>
    internal const int LooksBeforeMoving = 6;

    private readonly Dictionary<TSilo, int> busyLooks = [];
    private readonly Queue<long> moves = new();

    /// <summary>Looks once. Null: nothing should be moved now.</summary>
    public (TSilo Source, TSilo Target)? Next(IReadOnlyList<SiloShare<TSilo>> silos)
    {
        foreach (var gone in busyLooks.Keys.Except(silos.Select(silo => silo.Silo)).ToArray())
        {
            busyLooks.Remove(gone);
        }

        foreach (var silo in silos)
        {
            busyLooks[silo.Silo] = silo.Cpu >= Busy ? busyLooks.GetValueOrDefault(silo.Silo) + 1 : 0;
        }

        while (moves.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= TimeSpan.FromMinutes(1))
        {
            moves.Dequeue();
        }

        if (silos.Count < 2 || moves.Count >= mostMovesPerMinute || (Uneven(silos) ?? Overworked(silos)) is not { } move)
        {
            return null;
        }

        moves.Enqueue(time.GetTimestamp());
        busyLooks[move.Source] = 0;
        return move;
    }

    private static (TSilo Source, TSilo Target)? Uneven(IReadOnlyList<SiloShare<TSilo>> silos)
    {
        var most = silos.MaxBy(silo => silo.Replicas)!;

        // One that is busy with other things may have fewer.
        var fewest = silos.Where(silo => silo.Cpu is not >= Busy).MinBy(silo => silo.Replicas);
        return fewest is not null && most.Replicas - fewest.Replicas >= 2 ? (most.Silo, fewest.Silo) : null;
    }

    private (TSilo Source, TSilo Target)? Overworked(IReadOnlyList<SiloShare<TSilo>> silos)
    {
        var busy = silos.Where(silo => silo.Replicas > 0 && busyLooks[silo.Silo] >= LooksBeforeMoving).MaxBy(silo => silo.Cpu);
        var idle = silos.Where(silo => silo.Cpu <= Idle).MinBy(silo => silo.Cpu);
        // Not so far that it would be moved back for evenness.
        return busy is not null && idle is not null && idle.Replicas <= busy.Replicas ? (busy.Silo, idle.Silo) : null;
    }
}

/// <summary>What a silo has to do.</summary>
/// <param name="Silo">The silo.</param>
/// <param name="Replicas">The replicas on it.</param>
/// <param name="Cpu">The share of its CPU that is used; null when it is not known.</param>
internal sealed record SiloShare<TSilo>(TSilo Silo, long Replicas, double? Cpu);
