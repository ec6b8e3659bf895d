using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Weights;

/// <summary>
/// Runs what takes long — building, loading and examining networks — on threads of its own and few at a time, so that neither grains nor
/// requests wait for it.
/// </summary>
internal sealed class LongWork(IOptions<WeightsOptions> options) : IDisposable
{
    private readonly SemaphoreSlim turns = new(options.Value.ConcurrentWork);

    /// <summary>Waits for a turn and runs the work.</summary>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Factory.StartNew(
                work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();
}
