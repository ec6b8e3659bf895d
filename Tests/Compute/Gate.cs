namespace InfernoOrleans.Tests.Compute;

/// <summary>Where a slice stops until the test lets it go on.</summary>
internal sealed class Gate : IDisposable
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim open = new();

    public Task Reached => reached.Task;

    public void Pass()
    {
        reached.TrySetResult();
        open.Wait();
    }

    /// <summary>A whole job: passes and is done.</summary>
    public bool PassOnce()
    {
        Pass();
        return false;
    }

    public void Open() => open.Set();

    public void Dispose() => open.Dispose();
}
