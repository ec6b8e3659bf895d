using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Compute;

/// <summary>Bounds how many tasks may wait. The count is read every second at most, so the bound may be exceeded by what comes in one.</summary>
internal sealed class QueueLength(TaskTable tasks, IOptions<TaskOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim reading = new(1);
    private long pending;
    private long readAt = long.MinValue / 2;

    /// <inheritdoc/>
    public void Dispose() => reading.Dispose();

    /// <exception cref="RefusedException">So many more would be too many.</exception>
    public async Task RequireRoomAsync(int more, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(Interlocked.Read(ref readAt)) > Lifetime)
        {
            await reading.WaitAsync(cancellationToken);
            try
            {
                if (time.GetElapsedTime(Interlocked.Read(ref readAt)) > Lifetime)
                {
                    var (counts, _) = await tasks.CountAsync(cancellationToken);
                    Interlocked.Exchange(ref pending, counts.GetValueOrDefault(TaskState.Pending));
                    Interlocked.Exchange(ref readAt, time.GetTimestamp());
                }
            }
            finally
            {
                reading.Release();
            }
        }

        var waiting = Interlocked.Add(ref pending, more);
        if (waiting > options.Value.MaxQueued)
        {
            Interlocked.Add(ref pending, -more);
            throw new RefusedException(
                RefusalReason.Busy, $"{waiting - more:N0} tasks wait; no more than {options.Value.MaxQueued:N0} may (Tasks:MaxQueued). Try again when some have run.");
        }
    }
}
