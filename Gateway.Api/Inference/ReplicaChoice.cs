namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>
/// The power of two choices: of two replicas taken by chance, the one for which less waits. Nearly as even as asking all, and callers who
/// know the same outdated figures do not all run to the same replica (Mitzenmacher, 2001).
/// </summary>
internal static class ReplicaChoice
{
    /// <summary>Chooses a replica to call. Null: all were tried.</summary>
    /// <param name="replicas">The replicas of a deployment.</param>
    /// <param name="tried">Those that failed this request already.</param>
    /// <param name="chance">Decides which two are compared.</param>
    public static RoutedReplica? Choose(IReadOnlyList<RoutedReplica> replicas, IReadOnlyCollection<RoutedReplica> tried, Random chance)
    {
        if (replicas.Count == 1)
        {
            return tried.Count == 0 ? replicas[0] : null;
        }

        return Better(replicas, replica => !replica.IsEjected && !tried.Contains(replica), chance)
            ?? Better(replicas, replica => !tried.Contains(replica), chance);
    }

    private static RoutedReplica? Better(IReadOnlyList<RoutedReplica> replicas, Func<RoutedReplica, bool> isEligible, Random chance)
    {
        var first = Next(replicas, chance.Next(replicas.Count), isEligible, not: null);
        var second = Next(replicas, chance.Next(replicas.Count), isEligible, not: first);
        return second is null || first!.Load <= second.Load ? first : second;
    }

    /// <summary>The first eligible one from a place on.</summary>
    private static RoutedReplica? Next(IReadOnlyList<RoutedReplica> replicas, int from, Func<RoutedReplica, bool> isEligible, RoutedReplica? not)
    {
        for (var i = 0; i < replicas.Count; i++)
        {
            var replica = replicas[(from + i) % replicas.Count];
            if (!ReferenceEquals(replica, not) && isEligible(replica))
            {
                return replica;
            }
        }

        return null;
    }
}
