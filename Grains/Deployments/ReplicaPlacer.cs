using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Grains.Weights;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>Finds silos for replicas: the best first, and each silo once before any has two.</summary>
internal sealed partial class ReplicaPlacer(Members members, ReplicaHosts hosts, IGrainFactory grains, ILogger<ReplicaPlacer> logger)
{
    /// <summary>
    /// Has the weights loaded on as many silos as replicas are wanted, or on none. Nothing is written; what is not used is let go after a while, or at
    /// once by <see cref="ReleaseAsync"/>.
    /// </summary>
    /// <param name="weights">What the replicas will serve.</param>
    /// <param name="granted">The bytes of memory for each, weights included; 0 for what they need.</param>
    /// <param name="count">How many replicas.</param>
    /// <param name="occupied">The silos that have replicas of the deployment already, each as often as it has.</param>
    /// <returns>A silo for each replica.</returns>
    /// <exception cref="RefusedException">Not all of them can be placed.</exception>
    public async Task<IReadOnlyList<SiloAddress>> ReserveAsync(WeightsKey weights, long granted, int count, IEnumerable<SiloAddress> occupied)
    {
        var replicas = occupied.GroupBy(silo => silo).ToDictionary(group => group.Key, group => group.Count());
        var willing = members.Ranked().ToList();
        var refusals = new Dictionary<SiloAddress, RefusedException>();
        var chosen = new List<SiloAddress>(count);
        while (chosen.Count < count)
        {
            // A stable order: the best of those that have the fewest.
            var round = willing.OrderBy(silo => replicas.GetValueOrDefault(silo)).Take(count - chosen.Count).ToArray();
            if (round.Length == 0)
            {
                await ReleaseAsync(weights, granted, chosen);
                throw Refusal(refusals);
            }

            var answers = await Task.WhenAll(round.Select(silo => TryReserveAsync(silo, weights, granted, refusals)));
            foreach (var (silo, isGranted) in round.Zip(answers))
            {
                if (isGranted)
                {
                    replicas[silo] = replicas.GetValueOrDefault(silo) + 1;
                    chosen.Add(silo);
                }
                else
                {
                    willing.Remove(silo);
                }
            }
        }

        return chosen;
    }

    /// <summary>Lets go what was reserved on these silos and is not used after all.</summary>
    public Task ReleaseAsync(WeightsKey weights, long granted, IEnumerable<SiloAddress> silos) => Task.WhenAll(silos.Select(async silo =>
    {
        try
        {
            await hosts.On(silo).ReleaseAsync(weights.Sha256, weights.DType.ToString(), granted);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException or OperationCanceledException)
        {
            // The silo may have gone; if it has not, it lets go by itself before long.
            LogNotReleased(silo, exception.Message);
        }
    }));

    /// <summary>Loads a replica on a silo, unless it is loaded somewhere already. Where it does not come to the silo, what was reserved there is let go.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="silo">Where room was made for it.</param>
    /// <param name="weights">What it serves.</param>
    /// <param name="granted">The bytes of memory for it, weights included; 0 for what they need.</param>
    /// <returns>Where it is.</returns>
    public async Task<SiloAddress> WarmAsync(ReplicaId replica, SiloAddress silo, WeightsKey weights, long granted)
    {
        SiloAddress? found = null;
        try
        {
            return found = await PlacementHint.AtAsync(silo, () => FindAsync(replica));
        }
        finally
        {
            if (!silo.Equals(found))
            {
                await ReleaseAsync(weights, granted, [silo]);
            }
        }
    }

    /// <summary>Where a replica is; one that is nowhere is loaded wherever there is room.</summary>
    /// <exception cref="RefusedException">It cannot be loaded.</exception>
    public Task<SiloAddress> FindAsync(ReplicaId replica) => grains.GetGrain<IModelReplicaGrain>(replica.ToString()).WarmAsync(CancellationToken.None);

    /// <summary>Tells a replica whether it keeps its memory when others need it; one that is not reached finds it in its row before long.</summary>
    public Task PinAsync(ReplicaId replica, SiloAddress silo, bool pinned) => hosts.On(silo).PinAsync(replica.ToString(), pinned);

    private async Task<bool> TryReserveAsync(SiloAddress silo, WeightsKey weights, long granted, Dictionary<SiloAddress, RefusedException> refusals)
    {
        try
        {
            await hosts.On(silo).ReserveAsync(weights.Sha256, weights.DType.ToString(), granted);
            return true;
        }
        catch (RefusedException refused)
        {
            refusals[silo] = refused;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException or OperationCanceledException)
        {
            // The silo may have gone since it was ranked.
            refusals[silo] = new RefusedException(RefusalReason.Unavailable, "It does not answer.", exception);
        }

        LogRefused(silo, refusals[silo].Message);
        return false;
    }

    /// <summary>One refusal for all silos: what is wrong with the weights is so everywhere, room differs.</summary>
    private RefusedException Refusal(Dictionary<SiloAddress, RefusedException> refusals)
    {
        if (refusals.Count == 0)
        {
            return new RefusedException(RefusalReason.Unavailable, "No silo is there to load the network.");
        }

        if (refusals.Values.FirstOrDefault(refusal => refusal.Reason == RefusalReason.Invalid) is { } invalid)
        {
            return invalid;
        }

        var (_, first) = refusals.OrderBy(refusal => refusal.Value.Reason == RefusalReason.NoRoom ? 0 : 1).First();
        return refusals.Count == 1
            ? first
            : new RefusedException(
                first.Reason,
                string.Join(' ', refusals.Select(refusal => $"{members.NameOf(refusal.Key)}: {refusal.Value.Message}")));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Silo} could not be told that no replica comes: {Reason}")]
    private partial void LogNotReleased(SiloAddress silo, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Silo} takes no replica: {Reason}")]
    private partial void LogRefused(SiloAddress silo, string reason);
}
