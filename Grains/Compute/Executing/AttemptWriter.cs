using System.Threading.Channels;
using InfernoOrleans.Grains.Compute.Events;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Compute.Executing;

/// <summary>
/// Writes how attempts ended, all that wait in one transaction up to some bytes, until it succeeds: a result that was computed must not be
/// lost because the database is away for a while. What has been given to a silo bounds what waits here. Tells the scheduler what became
/// ready by that.
/// </summary>
internal sealed partial class AttemptWriter(
    TaskTable tasks, IGrainFactory grains, ComputeEvents events, ComputeInstruments instruments, TimeProvider time, ILogger<AttemptWriter> logger) : IAsyncDisposable
{
    private const int MostAtOnce = 512;

    /// <summary>What one statement carries within the time that statements have.</summary>
    private const int MostBytesAtOnce = 8 << 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Channel<(AttemptEnd End, Action Written)> ends = Channel.CreateUnbounded<(AttemptEnd, Action)>();
    private readonly Lock guard = new();
    private Task? writing;
    private volatile bool isStopping;

    /// <summary>Writes an end, soon.</summary>
    /// <param name="end">The end.</param>
    /// <param name="written">Called when it is written, or was without effect.</param>
    public void Write(AttemptEnd end, Action written)
    {
        if (!ends.Writer.TryWrite((end, written)))
        {
            written();
            return;
        }

        lock (guard)
        {
            writing ??= Task.Run(WriteAllAsync);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        isStopping = true;
        ends.Writer.TryComplete();
        if (writing is { } last)
        {
            await last;
        }
    }

    private async Task WriteAllAsync()
    {
        var group = new List<(AttemptEnd End, Action Written)>();
        while (await ends.Reader.WaitToReadAsync())
        {
            var bytes = 0;
            while (group.Count < MostAtOnce && bytes < MostBytesAtOnce && ends.Reader.TryRead(out var next))
            {
                group.Add(next);
                bytes += (next.End.Result?.Length ?? 0) + (next.End.Output?.Length ?? 0);
            }

            await WriteAsync([.. group.Select(each => each.End)]);
            events.Poke();
            group.ForEach(each => each.Written());
            group.Clear();
        }
    }

    private async Task WriteAsync(IReadOnlyList<AttemptEnd> group)
    {
        while (true)
        {
            try
            {
                var (_, ready) = await tasks.EndAsync(group, CancellationToken.None);
                foreach (var end in group)
                {
                    instruments.Ended(end.State, end.ExecutionMs);
                }

                if (ready.Count > 0)
                {
                    await grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.Default).ReadyAsync(ready);
                }

                return;
            }
            catch (RefusedException refused) when (!isStopping)
            {
                LogWaits(group.Count, refused.Message);
                await Task.Delay(Pause, time);
            }
            catch (Exception exception) when (group.Count > 1 && !isStopping)
            {
                // One of them cannot be written; it must not take the others with it.
                LogApart(group.Count, exception);
                foreach (var end in group)
                {
                    await WriteAsync([end]);
                }

                return;
            }
            catch (Exception exception)
            {
                // Not written: its lease runs out, and it is run again.
                LogLost(group[0].Id, exception);
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ends of {Attempts} attempts wait to be written: {Reason}")]
    private partial void LogWaits(int attempts, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ends of {Attempts} attempts could not be written together")]
    private partial void LogApart(int attempts, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The end of {Attempt} could not be written; the task will run again")]
    private partial void LogLost(AttemptId attempt, Exception exception);
}
