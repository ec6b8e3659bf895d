using System.Threading.Channels;
using InfernoOrleans.Grains.Compute.Events;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Compute.Executing;

/// <summary>
/// Writes how attempts ended, all that wait in one transaction, until it succeeds: a result that was computed must not be lost because the
/// database is away for a while. What has been given to a silo bounds what waits here.
/// </summary>
internal sealed partial class AttemptWriter(
    TaskTable tasks, EventFeed feed, ComputeInstruments instruments, TimeProvider time, ILogger<AttemptWriter> logger) : IAsyncDisposable
{
    private const int MostAtOnce = 512;

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
            while (group.Count < MostAtOnce && ends.Reader.TryRead(out var next))
            {
                group.Add(next);
            }

            await WriteAsync([.. group.Select(each => each.End)]);
            feed.Poke();
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
                await tasks.EndAsync(group, CancellationToken.None);
                foreach (var end in group)
                {
                    instruments.Ended(end.State, end.ExecutionMs);
                }

                return;
            }
            catch (RefusedException refused) when (!isStopping)
            {
                LogWaits(group.Count, refused.Message);
                await Task.Delay(Pause, time);
            }
            catch (Exception exception)
            {
                // Not written: their leases run out, and they are run again.
                LogLost(group.Count, exception);
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ends of {Attempts} attempts wait to be written: {Reason}")]
    private partial void LogWaits(int attempts, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The ends of {Attempts} attempts could not be written; the tasks will run again")]
    private partial void LogLost(int attempts, Exception exception);
}
