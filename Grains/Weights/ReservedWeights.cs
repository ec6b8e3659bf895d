using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Weights;

/// <summary>
/// Weights that were loaded for replicas on their way to this silo. Each reservation is kept until such a replica has them, or for half a
/// minute.
/// </summary>
internal sealed class ReservedWeights(ResidentWeights residentWeights, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly Lock guard = new();
    private readonly Dictionary<WeightsKey, Queue<ResidentWeights.WeightsLease>> reservations = [];

    /// <summary>Loads weights, and keeps them for a replica.</summary>
    /// <exception cref="MemoryRefusedException">There is no room for them.</exception>
    /// <exception cref="RefusedException">The artifact is missing or damaged.</exception>
    public async Task ReserveAsync(WeightsKey key)
    {
        var lease = await residentWeights.AcquireAsync(key, CancellationToken.None);
        lock (guard)
        {
            if (!reservations.TryGetValue(key, out var waiting))
            {
                reservations[key] = waiting = new Queue<ResidentWeights.WeightsLease>();
            }

            waiting.Enqueue(lease);
        }

        _ = ExpireAsync(key, lease);
    }

    /// <summary>Ends a reservation, if there is one, now that a replica has the weights itself.</summary>
    public void Claim(WeightsKey key)
    {
        lock (guard)
        {
            if (reservations.TryGetValue(key, out var waiting))
            {
                waiting.Dequeue().Dispose();
                if (waiting.Count == 0)
                {
                    reservations.Remove(key);
                }
            }
        }
    }

    /// <summary>Reservations of the same weights are alike: whichever is left of them is as old as this one or younger.</summary>
    private async Task ExpireAsync(WeightsKey key, ResidentWeights.WeightsLease lease)
    {
        await Task.Delay(Lifetime, time);
        lock (guard)
        {
            if (reservations.TryGetValue(key, out var waiting) && waiting.Contains(lease))
            {
                Claim(key);
            }
        }
    }
}
