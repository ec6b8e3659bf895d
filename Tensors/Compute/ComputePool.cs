namespace InfernoOrleans.Tensors.Compute;

/// <summary>
/// A fixed number of workers that run jobs slice by slice. Before each slice the flow that has had the least for its weight is served, so
/// a long job delays the short one of another flow by no more than the slices that are running. Flows pay for the processor time of their
/// slices. While nobody waits, a slice may share its work with idle workers.
/// </summary>
/// <remarks>
/// Thread-safe. Each worker has a thread, started with the pool. Slices of flows whose last one took up to
/// <see cref="LightMilliseconds"/> may run on threads of the process's pool instead, never more than there are workers at one time.
/// </remarks>
public sealed partial class ComputePool : IDisposable
{
    /// <summary>How long a slice should take at most, in milliseconds.</summary>
    public const int SliceMilliseconds = 5;

    /// <summary>Up to how many milliseconds a slice may hold a thread of the process's pool.</summary>
    public const double LightMilliseconds = 0.5;

    private readonly Lock guard = new();
    private readonly FairQueue<IComputeJob> queue = new(SliceMilliseconds);
    private readonly Stack<ComputeWorker> parked = new();
    private readonly ComputeWorker[] workers;
    private readonly int maxJobs;
    private readonly SliceClock clock;

    /// <summary>The workers that are awake without work: they will take what waits. Guarded.</summary>
    private int searching;
    private int jobs;
    private volatile bool closed;

    /// <summary>Starts a pool.</summary>
    /// <param name="workers">How many; 0 means one per processor.</param>
    /// <param name="maxJobs">The most jobs that may be in the pool, waiting or running; at least 1.</param>
    /// <param name="time">Measures slices; when absent, the processor time of their threads does where the system tells it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public ComputePool(int workers = 0, int maxJobs = 16_384, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workers);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workers, 1_024);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxJobs, 1);
        this.maxJobs = maxJobs;
        clock = new SliceClock(time);
        this.workers = new ComputeWorker[workers == 0 ? Environment.ProcessorCount : workers];
        offers = new SharedWork?[this.workers.Length];
        searching = this.workers.Length;
        for (int i = 0; i < searching; i++)
        {
            this.workers[i] = new ComputeWorker(this, i);
        }

        Array.ForEach(this.workers, worker => worker.Start());
    }

    /// <summary>The number of workers.</summary>
    public int Workers => workers.Length;

    /// <summary>The jobs in the pool, waiting or running.</summary>
    public int Jobs => Volatile.Read(ref jobs);

    /// <summary>The jobs that wait for a worker.</summary>
    public int Waiting => queue.Waiting;

    /// <summary>The slices that run.</summary>
    public int Running => queue.InProgress;

    /// <summary>Adds a job, unless the pool is full.</summary>
    /// <param name="flow">Whose work it is.</param>
    /// <param name="job">The job. Its <see cref="IComputeJob.Finish"/> is called if it was taken, and only then.</param>
    /// <returns>Whether it was taken.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The weight is not between 1 and <see cref="ComputeFlow.MaxWeight"/>.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public bool TrySubmit(ComputeFlow flow, IComputeJob job)
    {
        ArgumentNullException.ThrowIfNull(flow.Key, nameof(flow));
        ArgumentOutOfRangeException.ThrowIfLessThan(flow.Weight, 1, nameof(flow));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(flow.Weight, ComputeFlow.MaxWeight, nameof(flow));
        ArgumentNullException.ThrowIfNull(job);
        ComputeWorker? woken = null;
        bool light = false;
        lock (guard)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            if (jobs == maxJobs)
            {
                return false;
            }

            jobs++;
            queue.Add(flow, job);
            if (queue.Waiting > searching && parked.TryPop(out woken))
            {
                searching++;
                light = IsNextLight;
            }
        }

        woken?.Wake(light);
        return true;
    }

    /// <summary>Runs a job that is given as a delegate.</summary>
    /// <param name="flow">Whose work it is.</param>
    /// <param name="runSlice">As <see cref="IComputeJob.RunSlice"/>.</param>
    /// <param name="cancellationToken">Ends the job before its next slice.</param>
    /// <returns>Completes when nothing of the job runs any more, with what a slice threw if one did.</returns>
    /// <exception cref="ComputeRefusedException">The pool is full.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public Task RunAsync(ComputeFlow flow, Func<bool> runSlice, CancellationToken cancellationToken = default) =>
        RunAsync(flow, runSlice, charge: null, cancellationToken);

    /// <summary>Runs a job that is given as a delegate, and tells what its flow pays.</summary>
    /// <param name="flow">Whose work it is.</param>
    /// <param name="runSlice">As <see cref="IComputeJob.RunSlice"/>.</param>
    /// <param name="charge">As <see cref="IComputeJob.Charge"/>; null where nobody asks.</param>
    /// <param name="cancellationToken">Ends the job before its next slice.</param>
    /// <returns>Completes when nothing of the job runs any more and all of it was charged, with what a slice threw if one did.</returns>
    /// <exception cref="ComputeRefusedException">The pool is full.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public Task RunAsync(ComputeFlow flow, Func<bool> runSlice, Action<double>? charge, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runSlice);
        ComputeTask task = new(runSlice, charge, cancellationToken);
        task.Watch();
        bool taken = false;
        try
        {
            taken = TrySubmit(flow, task);
        }
        finally
        {
            if (!taken)
            {
                task.Unwatch();
            }
        }

        return taken ? task.Task : throw new ComputeRefusedException(maxJobs);
    }

    /// <summary>
    /// Takes nothing new, lets the slices that are running end, ends every job that is not done with an
    /// <see cref="ObjectDisposedException"/> and waits for the threads. Not to be called from a job.
    /// </summary>
    public void Dispose()
    {
        List<IComputeJob> unfinished = [];
        lock (guard)
        {
            if (closed)
            {
                return;
            }

            closed = true;
            while (queue.TryTake(out FairTurn<IComputeJob> turn))
            {
                unfinished.Add(turn.Job);
            }

            while (parked.TryPop(out ComputeWorker? sleeper))
            {
                searching++;
                sleeper.Wake(light: false);
            }
        }

        unfinished.ForEach(job => job.Finish(Closed()));
        foreach (ComputeWorker worker in workers)
        {
            worker.Join();
            worker.Dispose();
        }
    }

    private static ObjectDisposedException Closed() => new(nameof(ComputePool), "The compute pool was closed before the job was done.");
}
