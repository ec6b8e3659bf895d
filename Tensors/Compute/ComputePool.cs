using System.Diagnostics;

namespace InfernoOrleans.Tensors.Compute;

/// <summary>
/// A fixed number of threads that run jobs slice by slice. Before each slice the flow that has had the least for its weight is served, so
/// a long job delays the short one of another flow by no more than the slices that are running. Flows pay for the time that their slices
/// hold a worker.
/// </summary>
/// <remarks>Thread-safe. Starts its threads when created.</remarks>
public sealed class ComputePool : IDisposable
{
    /// <summary>How long a slice should take at most, in milliseconds.</summary>
    public const int SliceMilliseconds = 5;

    /// <summary>What a thread without work waits awake, since waking it costs about as much: 20 µs.</summary>
    private static readonly long spinTicks = Stopwatch.Frequency / 50_000;

    private readonly Lock guard = new();
    private readonly FairQueue<IComputeJob> queue = new(SliceMilliseconds);
    private readonly Stack<ManualResetEventSlim> parked = new();
    private readonly Thread[] threads;
    private readonly int maxJobs;
    private readonly TimeProvider time;

    /// <summary>The threads that are awake without work: they will take what waits. Guarded.</summary>
    private int searching;
    private int jobs;
    private volatile bool closed;

    /// <summary>Starts a pool.</summary>
    /// <param name="workers">How many threads; 0 means one per processor.</param>
    /// <param name="maxJobs">The most jobs that may be in the pool, waiting or running; at least 1.</param>
    /// <param name="time">Measures slices; the system's clock when absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public ComputePool(int workers = 0, int maxJobs = 16_384, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workers);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workers, 1_024);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxJobs, 1);
        this.maxJobs = maxJobs;
        this.time = time ?? TimeProvider.System;
        threads = new Thread[workers == 0 ? Environment.ProcessorCount : workers];
        searching = threads.Length;
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Name = $"compute-{i}" };
            threads[i].Start();
        }
    }

    /// <summary>The number of threads.</summary>
    public int Workers => threads.Length;

    /// <summary>The jobs in the pool, waiting or running.</summary>
    public int Jobs => Volatile.Read(ref jobs);

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
        ManualResetEventSlim? sleeper = null;
        lock (guard)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            if (jobs == maxJobs)
            {
                return false;
            }

            jobs++;
            queue.Add(flow, job);
            if (queue.Waiting > searching && parked.TryPop(out sleeper))
            {
                searching++;
            }
        }

        sleeper?.Set();
        return true;
    }

    /// <summary>Runs a job that is given as a delegate.</summary>
    /// <param name="flow">Whose work it is.</param>
    /// <param name="runSlice">As <see cref="IComputeJob.RunSlice"/>.</param>
    /// <param name="cancellationToken">Ends the job before its next slice.</param>
    /// <returns>Completes when nothing of the job runs any more, with what a slice threw if one did.</returns>
    /// <exception cref="ComputeRefusedException">The pool is full.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public Task RunAsync(ComputeFlow flow, Func<bool> runSlice, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runSlice);
        ComputeTask task = new(runSlice, cancellationToken);
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

            while (parked.TryPop(out ManualResetEventSlim? sleeper))
            {
                searching++;
                sleeper.Set();
            }
        }

        unfinished.ForEach(job => job.Finish(Closed()));
        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }

    private static ObjectDisposedException Closed() => new(nameof(ComputePool), "The compute pool was closed before the job was done.");

    private void Work()
    {
        using ManualResetEventSlim wake = new(initialState: false, spinCount: 0);
        while (Find(wake, out FairTurn<IComputeJob> turn))
        {
            bool next = true;
            while (next)
            {
                (bool more, Exception? failure, double cost) = Run(turn.Job);
                IComputeJob ran = turn.Job;
                next = Exchange(ref turn, cost, ref more, ref failure);
                if (!more)
                {
                    ran.Finish(failure);
                }
            }
        }
    }

    private (bool More, Exception? Failure, double Cost) Run(IComputeJob job)
    {
        long started = time.GetTimestamp();
        bool more = false;
        Exception? failure = null;
        try
        {
            more = job.RunSlice();
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        return (more, failure, time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Gives a turn back and takes the next, under one lock.</summary>
    private bool Exchange(ref FairTurn<IComputeJob> turn, double cost, ref bool more, ref Exception? failure)
    {
        lock (guard)
        {
            if (more && closed)
            {
                more = false;
                failure = Closed();
            }

            queue.Complete(turn, cost, more);
            jobs -= more ? 0 : 1;
            if (queue.TryTake(out turn))
            {
                return true;
            }

            searching++;
            return false;
        }
    }

    /// <summary>Waits for a turn, awake for a moment and then asleep; false when the pool is closed.</summary>
    private bool Find(ManualResetEventSlim wake, out FairTurn<IComputeJob> turn)
    {
        while (true)
        {
            Spin();
            lock (guard)
            {
                searching--;
                if (queue.TryTake(out turn))
                {
                    return true;
                }

                if (closed)
                {
                    return false;
                }

                wake.Reset();
                parked.Push(wake);
            }

            // Whoever wakes this thread has counted it among those that search.
            wake.Wait();
        }
    }

    /// <summary>One thread at most stays awake without work.</summary>
    private void Spin()
    {
        long started = Stopwatch.GetTimestamp();
        while (queue.Waiting == 0 && !closed && Volatile.Read(ref searching) == 1 && Stopwatch.GetTimestamp() - started < spinTicks)
        {
            Thread.SpinWait(10);
        }
    }
}
