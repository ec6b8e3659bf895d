using System.Diagnostics;

namespace InfernoOrleans.Tensors.Compute;

/// <content>What the workers do with the pool.</content>
public sealed partial class ComputePool
{
    /// <summary>What a thread without work waits awake, since waking it costs about as much: 20 µs.</summary>
    private static readonly long spinTicks = Stopwatch.Frequency / 50_000;

    /// <summary>Runs a slice of a job and measures it.</summary>
    internal ComputeSlice Run(FairTurn<IComputeJob> turn)
    {
        double started = clock.Now;
        helpedMilliseconds = 0;
        bool more = false;
        Exception? failure = null;
        try
        {
            more = turn.Job.RunSlice();
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        double cost = clock.Now - started + helpedMilliseconds;
        turn.Job.Charge(cost);
        return new ComputeSlice(turn, cost, more, failure);
    }

    /// <summary>Takes a turn for a worker's own thread, which waits for one awake for a moment and then asleep, and helps others meanwhile.</summary>
    /// <returns>False when the pool is closed.</returns>
    internal bool TryFind(ComputeWorker worker, out FairTurn<IComputeJob> turn)
    {
        while (true)
        {
            Spin();
            SharedWork? work;
            ComputeWorker? woken;
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

                work = TryJoin(out woken);
                if (work is null)
                {
                    Park(worker);
                }
            }

            if (work is null)
            {
                // Whoever wakes a worker has counted it among those that search.
                worker.WaitForWork();
                continue;
            }

            woken?.Wake(light: false);
            Help(work);
        }
    }

    /// <summary>Gives a turn back and takes the next, under one lock.</summary>
    internal bool Exchange(ref ComputeSlice ended, out FairTurn<IComputeJob> turn)
    {
        lock (guard)
        {
            End(ref ended);
            if (queue.TryTake(out turn))
            {
                return true;
            }

            searching++;
            return false;
        }
    }

    /// <summary>Takes a turn for a borrowed thread, if a light one is next; a heavy one is left to the worker's own thread.</summary>
    internal bool TryTakeLight(ComputeWorker worker, out FairTurn<IComputeJob> turn)
    {
        lock (guard)
        {
            if (!closed && (queue.Waiting == 0 || IsNextLight))
            {
                searching--;
                if (queue.TryTake(out turn))
                {
                    return true;
                }

                Park(worker);
                return false;
            }
        }

        turn = default;
        worker.Wake(light: false);
        return false;
    }

    /// <summary>Gives the turn of a borrowed thread back.</summary>
    /// <returns>Whether there is more to do.</returns>
    internal bool EndLight(ComputeWorker worker, ref ComputeSlice ended)
    {
        lock (guard)
        {
            End(ref ended);
            if (queue.Waiting > 0 || closed)
            {
                searching++;
                return true;
            }

            Park(worker);
            return false;
        }
    }

    private bool IsNextLight => queue.NextExpected <= LightMilliseconds;

    private void End(ref ComputeSlice ended)
    {
        if (ended.More && closed)
        {
            ended = ended with { More = false, Failure = Closed() };
        }

        queue.Complete(ended.Turn, ended.Cost, ended.More);
        jobs -= ended.More ? 0 : 1;
    }

    private void Park(ComputeWorker worker)
    {
        worker.Sleep();
        parked.Push(worker);
    }

    /// <summary>One thread at most stays awake without work. While one shares its work it may soon have more.</summary>
    private void Spin()
    {
        long started = Stopwatch.GetTimestamp();
        while (queue.Waiting == 0
            && !closed
            && Volatile.Read(ref searching) == 1
            && !HasOpenOffer()
            && Stopwatch.GetTimestamp() - started < spinTicks)
        {
            Thread.SpinWait(10);
            started = Volatile.Read(ref offered) > 0 ? Stopwatch.GetTimestamp() : started;
        }
    }
}
