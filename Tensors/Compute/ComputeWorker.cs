namespace InfernoOrleans.Tensors.Compute;

/// <summary>
/// One of the workers of a <see cref="ComputePool"/>. It has a thread of its own for work that takes long. For slices that take
/// microseconds waking that thread would cost more than the work, and so would the way back; it then borrows a thread of the process's
/// thread pool for one slice at a time. It never uses both at once.
/// </summary>
internal sealed class ComputeWorker : IThreadPoolWorkItem, IDisposable
{
    private readonly ComputePool pool;
    private readonly ManualResetEventSlim wake = new(initialState: false, spinCount: 0);
    private readonly Thread thread;

    public ComputeWorker(ComputePool pool, int number)
    {
        this.pool = pool;
        thread = new Thread(Work) { IsBackground = true, Name = $"compute-{number}" };
    }

    /// <summary>Starts its thread, without the context of whoever happens to make the pool.</summary>
    public void Start() => thread.UnsafeStart();

    /// <summary>Puts a parked worker to work.</summary>
    /// <param name="light">Whether on a borrowed thread.</param>
    public void Wake(bool light)
    {
        if (light)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }
        else
        {
            wake.Set();
        }
    }

    /// <summary>Called when the pool parks the worker: from then on its thread sleeps until it is woken.</summary>
    public void Sleep() => wake.Reset();

    public void Join() => thread.Join();

    public void Dispose() => wake.Dispose();

    void IThreadPoolWorkItem.Execute()
    {
        if (!pool.TryTakeLight(this, out FairTurn<IComputeJob> turn))
        {
            return;
        }

        ComputeSlice slice = pool.Run(turn);
        bool again = pool.EndLight(this, ref slice);
        slice.Finish();
        if (again)
        {
            // Behind whatever the process has to do meanwhile.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void Work()
    {
        while (pool.TryFind(this, out FairTurn<IComputeJob> turn))
        {
            bool next = true;
            while (next)
            {
                ComputeSlice slice = pool.Run(turn);
                next = pool.Exchange(ref slice, out turn);
                slice.Finish();
            }
        }
    }

    /// <summary>Waits on its own thread, after it was parked.</summary>
    public void WaitForWork() => wake.Wait();
}
