using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Weights;

/// <summary>
/// The memory of replicas, and that of replicas on their way to this silo: each reservation is kept until such a replica takes it, or for half a
/// minute.
/// </summary>
internal sealed class ReservedWeights(ResidentWeights residentWeights, MemoryLedger ledger, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly Lock guard = new();
    private readonly Dictionary<(WeightsKey Weights, long Granted), Queue<ReplicaMemory>> reservations = [];

    /// <summary>Grants are given one by one: the weights of one that does not fit must not be in the way of one that does.</summary>
    private readonly SemaphoreSlim grants = new(1);

    /// <summary>Loads weights and sets aside what else is granted, for a replica that will take it.</summary>
    /// <param name="key">The weights.</param>
    /// <param name="granted">The bytes for the replica, weights included; 0 for what they need.</param>
    /// <exception cref="MemoryRefusedException">There is no room.</exception>
    /// <exception cref="RefusedException">The artifact is missing or damaged, or the weights are larger than the grant, or leave no room for a row.</exception>
    public async Task ReserveAsync(WeightsKey key, long granted)
    {
        var memory = await AcquireAsync(key, granted, CancellationToken.None);
        lock (guard)
        {
            if (!reservations.TryGetValue((key, granted), out var waiting))
            {
                reservations[(key, granted)] = waiting = new Queue<ReplicaMemory>();
            }

            waiting.Enqueue(memory);
        }

        _ = ExpireAsync(key, granted, memory);
    }

    /// <summary>Takes what was reserved for such a replica; where nothing was, loads the weights and sets aside what else is granted.</summary>
    /// <exception cref="MemoryRefusedException">There is no room.</exception>
    /// <exception cref="RefusedException">The artifact is missing or damaged, or the weights are larger than the grant.</exception>
    public async Task<ReplicaMemory> TakeAsync(WeightsKey key, long granted, CancellationToken cancellationToken) =>
        TryTake(key, granted) ?? await AcquireAsync(key, granted, cancellationToken);

    /// <summary>Lets go what was reserved for one such replica, if anything is.</summary>
    public void Release(WeightsKey key, long granted) => TryTake(key, granted)?.Dispose();

    /// <inheritdoc/>
    public void Dispose() => grants.Dispose();

    private async Task<ReplicaMemory> AcquireAsync(WeightsKey key, long granted, CancellationToken cancellationToken)
    {
        if (granted == 0)
        {
            return new ReplicaMemory(await residentWeights.AcquireAsync(key, cancellationToken), rest: null);
        }

        // What takes longest keeps nobody else from having theirs.
        await residentWeights.FetchAsync(key, cancellationToken);
        await grants.WaitAsync(cancellationToken);
        try
        {
            var weights = await residentWeights.AcquireAsync(key, cancellationToken);
            try
            {
                var needed = weights.Plan.Bytes;
                var row = sizeof(float) * ((long)weights.Plan.InputSize + weights.Plan.OutputSize);
                if (needed + row > granted)
                {
                    throw RefusedException.Invalid(
                        "resources",
                        $"resources grants {granted:N0} bytes of Memory to each replica; the weights, their working space and one row need {needed + row:N0}.");
                }

                // Not on the grain's turn: others may have to give up their memory.
                return new ReplicaMemory(
                    weights, await Task.Run(() => residentWeights.MakingRoom(() => ledger.Reserve(granted - needed)), cancellationToken));
            }
            catch
            {
                weights.Dispose();
                throw;
            }
        }
        finally
        {
            grants.Release();
        }
    }

    private ReplicaMemory? TryTake(WeightsKey key, long granted)
    {
        lock (guard)
        {
            if (!reservations.TryGetValue((key, granted), out var waiting))
            {
                return null;
            }

            var memory = waiting.Dequeue();
            if (waiting.Count == 0)
            {
                reservations.Remove((key, granted));
            }

            return memory;
        }
    }

    /// <summary>Reservations of the same are alike: whichever is left of them is as old as this one or younger.</summary>
    private async Task ExpireAsync(WeightsKey key, long granted, ReplicaMemory memory)
    {
        await Task.Delay(Lifetime, time);
        lock (guard)
        {
            if (reservations.TryGetValue((key, granted), out var waiting) && waiting.Contains(memory))
            {
                TryTake(key, granted)?.Dispose();
            }
        }
    }
}
