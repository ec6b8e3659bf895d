namespace InfernoOrleans.Tensors.Compute;

/// <content>Slices that share their work with idle workers.</content>
public sealed partial class ComputePool
{
    /// <summary>The works on offer, at most one for each worker. Written under the guard.</summary>
    private readonly SharedWork?[] offers;
    private int offered;

    [ThreadStatic]
    private static double helpedMilliseconds;

    /// <summary>What idle workers have spent on the slice that runs on this thread, in milliseconds.</summary>
    public static double HelpedMilliseconds => helpedMilliseconds;

    /// <summary>Whether somebody might help now: nobody waits for a turn, and a worker is awake without one, or asleep and worth waking.</summary>
    internal bool CanShare(bool worthWaking) =>
        queue.Waiting == 0 && (Volatile.Read(ref searching) > 0 || (worthWaking && parked.Count > 0));

    /// <summary>
    /// Does work on the calling thread and on workers that are idle. They go as soon as any job waits for a turn; what they have spent
    /// is charged to the slice that the caller runs.
    /// </summary>
    /// <param name="work">The work, not shared by anybody else.</param>
    /// <param name="units">How much it is.</param>
    /// <param name="grain">Of how many units runs should be multiples.</param>
    internal void Share(SharedWork work, int units, int grain)
    {
        work.Begin(units, grain);
        int place = Offer(work, units);
        try
        {
            while (work.RunNext(helps: false))
            {
            }
        }
        finally
        {
            if (place >= 0)
            {
                Withdraw(place);
                helpedMilliseconds += work.WaitForHelpers();
            }
        }
    }

    private int Offer(SharedWork work, int units)
    {
        ComputeWorker? woken = null;
        int place;
        lock (guard)
        {
            place = Array.IndexOf(offers, null);
            if (place < 0)
            {
                return place;
            }

            Volatile.Write(ref offers[place], work);
            offered++;
            if (searching == 0 && units > 1 && !closed && parked.TryPop(out woken))
            {
                searching++;
            }
        }

        woken?.Wake(light: false);
        return place;
    }

    private void Withdraw(int place)
    {
        lock (guard)
        {
            offers[place] = null;
            offered--;
        }
    }

    /// <summary>Whether there is something to help with. May be asked at any time.</summary>
    private bool HasOpenOffer()
    {
        for (int i = 0; i < offers.Length && Volatile.Read(ref offered) > 0; i++)
        {
            if (Volatile.Read(ref offers[i]) is { IsOpen: true })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Joins a work on offer, or none. Guarded; wakes a further worker where there is enough to do for it.</summary>
    private SharedWork? TryJoin(out ComputeWorker? woken)
    {
        woken = null;
        foreach (SharedWork? work in offers)
        {
            if (work is { IsOpen: true })
            {
                work.Enter();
                if (searching == 0 && parked.TryPop(out woken))
                {
                    searching++;
                }

                return work;
            }
        }

        return null;
    }

    /// <summary>Helps until nothing is left or somebody waits for a turn.</summary>
    private void Help(SharedWork work)
    {
        double started = clock.Passing;
        Exception? failure = null;
        try
        {
            while (queue.Waiting == 0 && work.RunNext(helps: true))
            {
            }
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        double spent = clock.Passing - started;
        lock (guard)
        {
            // Before the caller goes on, which may have more to share at once.
            searching++;
        }

        work.Leave(spent, failure);
    }
}
