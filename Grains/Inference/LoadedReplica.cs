using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Inference;

/// <summary>
/// A replica that is on this silo, as requests reach it: through its grain, or by the address of the silo. When it has nothing to do it may give
/// up its memory to others; the next request loads it again and is answered like any. Thread-safe.
/// </summary>
/// <param name="id">The replica.</param>
/// <param name="spec">What it serves.</param>
/// <param name="parts">What it is made of.</param>
internal sealed class LoadedReplica(ReplicaId id, ReplicaSpec spec, ReplicaParts parts) : IAsyncDisposable
{
    private readonly Lock guard = new();
    private readonly ReplicaMeter meter = parts.NewMeter();
    private HashSet<long>? answering;
    private InferenceQueue? queue;
    private ReplicaMemory? memory;
    private Task<InferenceQueue>? loading;
    private int running;
    private bool closed;
    private long lastUsed;

    public ReplicaId Id => id;

    /// <summary>Whether it keeps its memory when others need it.</summary>
    public bool IsPinned { get; set; } = spec.Pinned;

    /// <summary>When it was loaded or asked last, as a timestamp.</summary>
    public long LastUsed => Volatile.Read(ref lastUsed);

    /// <summary>Called by a worker when an operation of the network has thrown.</summary>
    public required Action<Exception> Broken { get; init; }

    /// <summary>What an operation of the network has thrown; null when none has.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Has the replica take its leave.</summary>
    public required Func<Task> RetireAsync { get; init; }

    /// <summary>Loads it.</summary>
    /// <exception cref="MemoryRefusedException">There is no room.</exception>
    /// <exception cref="RefusedException">The weights cannot be had, or are larger than what was granted.</exception>
    public Task LoadAsync() => QueueAsync();

    /// <inheritdoc cref="InferenceQueue.EnqueueAsync"/>
    public async Task<InferenceAnswer> ExecuteAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        InferenceQueue? resident;
        lock (guard)
        {
            running++;
            (answering ??= []).Add(request.Id);
            lastUsed = parts.Time.GetTimestamp();
            resident = queue;
        }

        try
        {
            resident ??= await ReloadAsync(cancellationToken);
            return await resident.EnqueueAsync(request, cancellationToken);
        }
        finally
        {
            lock (guard)
            {
                running--;
                answering.Remove(request.Id);
            }
        }
    }

    /// <summary>Whether the request of that id is here and has no answer yet.</summary>
    public bool IsAnswering(long request)
    {
        lock (guard)
        {
            return answering?.Contains(request) == true;
        }
    }

    /// <summary>What has happened so far, and what it holds.</summary>
    public ReplicaStatistics Count()
    {
        lock (guard)
        {
            return meter.Read(queue?.Depth ?? 0, memory?.Plan.Bytes ?? 0, spec.MemoryBytes);
        }
    }

    /// <summary>A few figures, which cost next to nothing.</summary>
    public ReplicaFigures Figures
    {
        get
        {
            lock (guard)
            {
                return new ReplicaFigures(meter.Requests, meter.Errors, queue?.Depth ?? 0, memory?.Plan.Bytes ?? 0);
            }
        }
    }

    /// <summary>The memory that it could give up; null when it has none, has something to do, or is pinned.</summary>
    public ReplicaMemory? IdleMemory
    {
        get
        {
            lock (guard)
            {
                return IsPinned || closed || running > 0 ? null : memory;
            }
        }
    }

    /// <summary>Gives up its memory if it has nothing to do and is not pinned.</summary>
    /// <param name="freed">How many bytes of room for others that makes; those that they share with it are not among them.</param>
    /// <returns>Whether it did.</returns>
    public bool TryEvict(out long freed)
    {
        ReplicaMemory? given;
        freed = 0;
        lock (guard)
        {
            if (IsPinned || closed || running > 0 || queue?.TryClose() != true)
            {
                return false;
            }

            given = memory;
            queue = null;
            memory = null;
            meter.Unload();
        }

        freed = given!.Return();
        return true;
    }

    /// <summary>Answers what is queued, takes nothing new and gives back its memory.</summary>
    public async ValueTask DisposeAsync()
    {
        InferenceQueue? last;
        lock (guard)
        {
            if (closed)
            {
                return;
            }

            closed = true;
            last = queue;
        }

        meter.Unload();
        if (last is not null)
        {
            await last.DisposeAsync();
        }

        memory?.Dispose();
    }

    /// <summary>The queue, loaded again for a request.</summary>
    private async Task<InferenceQueue> ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await QueueAsync().WaitAsync(cancellationToken);
        }
        catch (MemoryRefusedException refused)
        {
            throw NoRoomFor(id, refused);
        }
    }

    /// <summary>The queue; where there is none, one load for all who ask.</summary>
    private Task<InferenceQueue> QueueAsync()
    {
        lock (guard)
        {
            if (queue is not null)
            {
                return Task.FromResult(queue);
            }

            if (closed)
            {
                return Task.FromException<InferenceQueue>(new RefusedException(RefusalReason.Stale, $"{id} is retired."));
            }

            // On no grain's turn, and with nobody's token: others may come to wait for it.
            return loading ??= Task.Run(OpenAsync);
        }
    }

    private async Task<InferenceQueue> OpenAsync()
    {
        ReplicaMemory? taken = null;
        try
        {
            taken = await parts.Memory.TakeAsync(new WeightsKey(spec.Sha256, Quantized.Parse(spec.DType)), spec.MemoryBytes, CancellationToken.None);
            var opened = parts.NewQueue(id, spec, taken, meter, OnBroken);
            lock (guard)
            {
                if (closed)
                {
                    throw new RefusedException(RefusalReason.Stale, $"{id} is retired.");
                }

                meter.Load();
                memory = taken;
                queue = opened;
                lastUsed = parts.Time.GetTimestamp();
                taken = null;
                return opened;
            }
        }
        finally
        {
            taken?.Dispose();
            lock (guard)
            {
                loading = null;
            }
        }
    }

    private void OnBroken(Exception exception)
    {
        Failure = exception;
        Broken(exception);
    }

    public static RefusedException NoRoomFor(ReplicaId id, MemoryRefusedException refused) => new(
        RefusalReason.Unavailable, $"{id} needs {refused.Requested:N0} bytes of memory to be loaded; {refused.Free:N0} are free.");
}
