using System.Data.Common;
using System.Threading.Channels;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace InfernoOrleans.Grains.Storage;

/// <summary>
/// Our own tables. One writer per silo puts every write that waits into one transaction, so that a thousand small writes cost a few
/// disk flushes; each write has a savepoint, so that one that fails takes nothing else with it. A write is durable when its task
/// completes.
/// </summary>
internal sealed partial class WorkDatabase : IAsyncDisposable
{
    private const int MostWritesPerTransaction = 256;
    private const string Savepoint = "one_write";

    private readonly DatabaseEngine engine;
    private readonly ILogger logger;
    private readonly StorageInstruments? instruments;
    private readonly TimeProvider time;
    private readonly Channel<Write> writes;
    private readonly ResiliencePipeline repetition;
    private readonly Task writer;

    /// <summary>Starts the writer.</summary>
    /// <param name="engine">The database; disposed with this.</param>
    /// <param name="waitingWrites">The most writes that may wait.</param>
    /// <param name="logger">Told of transactions that fail.</param>
    /// <param name="instruments">Counts; null where nobody reads.</param>
    /// <param name="time">Says how long transactions take; the system's when absent.</param>
    public WorkDatabase(DatabaseEngine engine, int waitingWrites, ILogger logger, StorageInstruments? instruments = null, TimeProvider? time = null)
    {
        this.engine = engine;
        this.logger = logger;
        this.instruments = instruments;
        this.time = time ?? TimeProvider.System;
        writes = Channel.CreateBounded<Write>(new BoundedChannelOptions(waitingWrites) { SingleReader = true });
        // After unlike waits: two silos that repeat at once meet in the same deadlock again.
        repetition = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } exception && engine.IsCollision(exception)),
                MaxRetryAttempts = 10,
                Delay = TimeSpan.FromMilliseconds(5),
                MaxDelay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
        instruments?.Watch(() => writes.Reader.Count);
        writer = Task.Run(WriteAllAsync);
    }

    /// <summary>Runs a query on a connection of its own.</summary>
    /// <exception cref="RefusedException">The database cannot be read at the moment.</exception>
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) => engine.GuardAsync(async () =>
    {
        await using var connection = await engine.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return await query(connection).ConfigureAwait(false);
    });

    /// <summary>
    /// Runs a write. It has happened, durably, when the task completes, and it has not when the task is refused; once begun it is no
    /// longer cancelled. It may run more than once, in transactions of which one is committed. Where the connection breaks while the
    /// transaction is being committed nobody can say whether it was: then, too, the task is refused as
    /// <see cref="RefusalReason.Unavailable"/>.
    /// </summary>
    /// <exception cref="RefusedException">Too many writes wait, or the database cannot be written at the moment.</exception>
    public Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> write, CancellationToken cancellationToken)
    {
        var waiting = new Write<T>(write, cancellationToken);
        if (writes.Writer.TryWrite(waiting))
        {
            return waiting.Task;
        }

        instruments?.Failed(1);
        throw new RefusedException(RefusalReason.Busy, "Too many writes wait for the database. Try again in a moment.");
    }

    /// <summary>Finishes the writes that wait, then closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        writes.Writer.TryComplete();
        await writer.ConfigureAwait(false);
        await engine.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteAllAsync()
    {
        var group = new List<Write>(MostWritesPerTransaction);
        while (await writes.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (group.Count < MostWritesPerTransaction && writes.Reader.TryRead(out var write))
            {
                group.Add(write);
            }

            try
            {
                await engine.GuardAsync(() => WriteGroupAsync(group)).ConfigureAwait(false);
            }
            catch (Exception exception) when (engine.IsCollision(exception))
            {
                // Another silo was in the way: one by one they hold fewer locks.
                foreach (var write in group)
                {
                    await WriteAloneAsync(write).ConfigureAwait(false);
                }
            }
            catch (Exception exception)
            {
                Fail(group, exception);
            }

            group.Clear();
        }
    }

    private async Task WriteAloneAsync(Write write)
    {
        try
        {
            await repetition.ExecuteAsync(async _ => await engine.GuardAsync(() => WriteGroupAsync([write])).ConfigureAwait(false))
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (engine.IsCollision(exception))
        {
            Fail([write], new RefusedException(RefusalReason.Busy, "Other writes were in the way time and again. Try again in a moment.", exception));
        }
        catch (Exception exception)
        {
            Fail([write], exception);
        }
    }

    private void Fail(IReadOnlyList<Write> group, Exception exception)
    {
        LogGroupFailed(logger, group.Count, exception);
        instruments?.Failed(group.Count);
        foreach (var write in group)
        {
            write.Fail(exception);
        }
    }

    private async Task<bool> WriteGroupAsync(IReadOnlyList<Write> group)
    {
        var began = time.GetTimestamp();
        await using var connection = await engine.ConnectForWritingAsync().ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        foreach (var write in group.Where(write => !write.IsDone))
        {
            await transaction.SaveAsync(Savepoint).ConfigureAwait(false);
            if (!await write.RunAsync(transaction, engine).ConfigureAwait(false))
            {
                await transaction.RollbackAsync(Savepoint).ConfigureAwait(false);
            }

            await transaction.ReleaseAsync(Savepoint).ConfigureAwait(false);
        }

        await transaction.CommitAsync().ConfigureAwait(false);
        instruments?.Committed(group.Count, time.GetElapsedTime(began));
        foreach (var write in group)
        {
            write.Committed();
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A transaction of {Writes} writes failed")]
    private static partial void LogGroupFailed(ILogger logger, int writes, Exception exception);

    private abstract class Write
    {
        /// <summary>Whether it has failed or was cancelled by itself.</summary>
        public abstract bool IsDone { get; }

        /// <summary>Runs it inside the transaction. False: it failed, and what it did must be undone.</summary>
        public abstract Task<bool> RunAsync(DbTransaction transaction, DatabaseEngine engine);

        public abstract void Committed();

        public abstract void Fail(Exception exception);
    }

    private sealed class Write<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken) : Write
    {
        private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;

        public Task<T> Task => completion.Task;

        public override bool IsDone => completion.Task.IsCompleted;

        public override async Task<bool> RunAsync(DbTransaction transaction, DatabaseEngine engine)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                result = await work(transaction).ConfigureAwait(false);
                return true;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                completion.TrySetCanceled(cancellationToken);
                return false;
            }
            catch (Exception exception) when (!engine.IsOutage(exception) && !engine.IsCollision(exception))
            {
                completion.TrySetException(exception);
                return false;
            }
        }

        public override void Committed() => completion.TrySetResult(result!);

        public override void Fail(Exception exception) => completion.TrySetException(exception);
    }
}
