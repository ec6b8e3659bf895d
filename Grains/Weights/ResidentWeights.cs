using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.NeuralNetworks.Formats;
using InfernoOrleans.Tensors.Formats;
using InfernoOrleans.Tensors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Weights;

/// <summary>
/// The weights that this silo holds in memory, each once however many replicas use it. A lease keeps them; when the last is returned
/// they linger for a while and are then freed, or at once when their memory is needed.
/// </summary>
internal sealed partial class ResidentWeights(
    Store store,
    MemoryLedger ledger,
    LongWork longWork,
    IOptions<WeightsOptions> options,
    TimeProvider time,
    ILogger<ResidentWeights> logger,
    IIdleMemory? idle = null) : IDisposable
{
    /// <summary>Working memory for each plan: a replica runs one batch at a time, and few deployments share their weights.</summary>
    internal const int PlanConcurrency = 2;

    private readonly Lock guard = new();
    private readonly Dictionary<WeightsKey, Entry> entries = [];
    private bool disposed;

    /// <summary>The bytes of the weights that are loaded, with their working space.</summary>
    public long Bytes
    {
        get
        {
            lock (guard)
            {
                return entries.Values.Where(entry => entry.Plan.IsCompletedSuccessfully).Sum(entry => entry.Plan.Result.Bytes);
            }
        }
    }

    /// <summary>Loads the weights of an artifact and compiles them, unless they are there already, and keeps them until disposed.</summary>
    /// <exception cref="MemoryRefusedException">There is no room for them.</exception>
    /// <exception cref="RefusedException">The artifact is missing or damaged.</exception>
    public async Task<WeightsLease> AcquireAsync(WeightsKey key, CancellationToken cancellationToken)
    {
        Entry? entry;
        lock (guard)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (!entries.TryGetValue(key, out entry))
            {
                entry = new Entry(key);
                entries.Add(key, entry);
                // Not the caller's token: others may have come to wait for the same weights.
                entry.Plan = LoadAsync(key);
            }

            entry.Leases++;
        }

        var lease = new WeightsLease(this, entry);
        try
        {
            await entry.Plan.WaitAsync(cancellationToken).ConfigureAwait(false);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Frees everything, whether leased or not.</summary>
    public void Dispose()
    {
        lock (guard)
        {
            disposed = true;
            foreach (var entry in entries.Values)
            {
                Free(entry);
            }

            entries.Clear();
        }
    }

    /// <summary>Does what takes memory; where that is refused, frees weights that linger or that nobody needs now, and tries again.</summary>
    /// <exception cref="MemoryRefusedException">There is no room even so.</exception>
    public T MakingRoom<T>(Func<T> work)
    {
        while (true)
        {
            try
            {
                return work();
            }
            catch (MemoryRefusedException refused) when (TryMakeRoom(refused.Requested - refused.Free))
            {
                // There may be room now.
            }
        }
    }

    /// <summary>Has the artifact of weights on this silo, unless they are in memory.</summary>
    /// <exception cref="RefusedException">The artifact is missing.</exception>
    public Task FetchAsync(WeightsKey key, CancellationToken cancellationToken)
    {
        lock (guard)
        {
            if (entries.ContainsKey(key))
            {
                return Task.CompletedTask;
            }
        }

        return store.Artifacts.FetchAsync(key.Sha256, cancellationToken);
    }

    /// <summary>Checks, before anything is built, that the network could be built and loaded.</summary>
    /// <exception cref="MemoryRefusedException">There is no room for it.</exception>
    public void RequireRoomFor(NetworkArchitecture architecture, TensorDType dtype) => MakingRoom(() =>
    {
        // First it is built and saved, then it is loaded.
        ledger.Reserve(Math.Max(architecture.WeightBytes, InferencePlan.LoadingBytesFor(architecture, dtype, PlanConcurrency))).Dispose();
        return true;
    });

    private async Task<InferencePlan> LoadAsync(WeightsKey key)
    {
        // Callers hold the lock until this returns its task.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await store.Artifacts.FetchAsync(key.Sha256, CancellationToken.None).ConfigureAwait(false);
        return await longWork.RunAsync(() => Load(key), CancellationToken.None).ConfigureAwait(false);
    }

    private InferencePlan Load(WeightsKey key)
    {
        using var content = store.Artifacts.OpenVerified(key.Sha256);
        try
        {
            return MakingRoom(() =>
            {
                content.Position = 0;
                var plan = SafetensorsModel.LoadPlan(content, key.Sha256, key.DType, ledger, PlanConcurrency, CancellationToken.None);
                Probe(plan);
                LogLoaded(key.Sha256, key.DType, plan.Bytes);
                return plan;
            });
        }
        catch (ModelFormatException exception)
        {
            throw new RefusedException(RefusalReason.Unavailable, $"The weights {key.Sha256} cannot be read: {exception.Message}");
        }
    }

    /// <summary>Runs one row, so that the first request meets compiled code and touched memory.</summary>
    private static void Probe(InferencePlan plan) =>
        plan.Run(new float[plan.InputSize], new float[plan.OutputSize], rows: 1, CancellationToken.None);

    /// <returns>Whether nobody uses them any more.</returns>
    private bool Return(Entry entry)
    {
        lock (guard)
        {
            if (--entry.Leases > 0 || disposed)
            {
                return false;
            }

            if (entry.Plan.IsFaulted || options.Value.Linger == TimeSpan.Zero)
            {
                Remove(entry);
                return true;
            }

            entry.Linger?.Dispose();
            entry.Linger = time.CreateTimer(_ => FreeIfStillUnused(entry), null, options.Value.Linger, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    private int CountLeases(Entry entry)
    {
        lock (guard)
        {
            return entry.Leases;
        }
    }

    private void FreeIfStillUnused(Entry entry)
    {
        lock (guard)
        {
            if (entry.Leases == 0 && !disposed)
            {
                Remove(entry);
            }
        }
    }

    /// <summary>
    /// Frees what lingers and has others give up what they can; where that is not enough, nobody gives up anything. What is missing was missing
    /// while the work that was refused held what it had by then, which is free again by now: what is free does not tell.
    /// </summary>
    private bool TryMakeRoom(long missing)
    {
        long lingering;
        lock (guard)
        {
            lingering = Lingering().Sum(entry => entry.Plan.Result.Bytes);
        }

        if (missing > lingering && idle?.TryGiveUp(missing - lingering) != true)
        {
            return false;
        }

        lock (guard)
        {
            var freed = 0L;
            foreach (var entry in Lingering().ToArray())
            {
                if (freed >= missing)
                {
                    break;
                }

                freed += entry.Plan.Result.Bytes;
                Remove(entry);
            }
        }

        return true;
    }

    private IEnumerable<Entry> Lingering() => entries.Values.Where(entry => entry.Leases == 0 && entry.Plan.IsCompletedSuccessfully);

    private void Remove(Entry entry)
    {
        if (entries.TryGetValue(entry.Key, out var current) && ReferenceEquals(current, entry))
        {
            entries.Remove(entry.Key);
            Free(entry);
        }
    }

    private void Free(Entry entry)
    {
        entry.Linger?.Dispose();
        _ = entry.Plan.ContinueWith(
            loaded => loaded.Result.Dispose(),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        LogFreed(entry.Key.Sha256, entry.Key.DType);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Weights {Sha256} are loaded as {DType}: {Bytes} bytes")]
    private partial void LogLoaded(string sha256, TensorDType dType, long bytes);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Weights {Sha256} ({DType}) are freed")]
    private partial void LogFreed(string sha256, TensorDType dType);

    /// <summary>Keeps weights in memory until disposed.</summary>
    internal sealed class WeightsLease(ResidentWeights owner, Entry entry) : IDisposable
    {
        private int returned;

        /// <summary>The network, ready to run on any thread. Not to be used after the lease is disposed.</summary>
        public InferencePlan Plan => entry.Plan.Result;

        /// <summary>How many keep the weights.</summary>
        public int Leases => owner.CountLeases(entry);

        /// <summary>Returns it.</summary>
        /// <returns>Whether it was the last one, so that the weights are freed as soon as their memory is needed.</returns>
        public bool Return() => Interlocked.Exchange(ref returned, 1) == 0 && owner.Return(entry);

        public void Dispose() => Return();
    }

    internal sealed class Entry(WeightsKey key)
    {
        public WeightsKey Key { get; } = key;

        public Task<InferencePlan> Plan { get; set; } = null!;

        public int Leases { get; set; }

        public ITimer? Linger { get; set; }
    }
}
