using System.Data.Common;
using System.Threading.Channels;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace InfernoOrleans.Grains.Storage;

/// <summary>
/// Our own tables in <c>work.db</c>. One writer puts every write that waits into one transaction, so that a thousand small writes cost
/// a few disk flushes; each write has a savepoint, so that one that fails takes nothing else with it. A write is durable when its task
/// completes (<c>synchronous=FULL</c>).
/// </summary>
internal sealed partial class WorkDatabase : IAsyncDisposable
{
    private const int MostWritesPerTransaction = 256;
    private const string Savepoint = "one_write";

    private readonly string connectionString;
    private readonly ILogger logger;
    private readonly Channel<Write> writes;
    private readonly Task writer;

    private WorkDatabase(string connectionString, int waitingWrites, ILogger logger)
    {
        this.connectionString = connectionString;
        this.logger = logger;
        writes = Channel.CreateBounded<Write>(new BoundedChannelOptions(waitingWrites) { SingleReader = true });
        writer = Task.Run(WriteAllAsync);
    }

    /// <summary>Opens the database file, brings its tables up to date, and starts the writer.</summary>
    /// <exception cref="InvalidOperationException">A migration failed.</exception>
    public static WorkDatabase Open(string file, int waitingWrites, ILogger logger)
    {
        var connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            ForeignKeys = true,
            DefaultTimeout = 5,
        }.ToString();

        Migrations.Apply(connectionString, logger);
        return new WorkDatabase(connectionString, waitingWrites, logger);
    }

    /// <summary>Runs a query on a connection of its own.</summary>
    /// <exception cref="RefusedException">The database cannot be read at the moment.</exception>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            return await query(connection).ConfigureAwait(false);
        }
        catch (SqliteException exception) when (IsOutage(exception))
        {
            throw Unavailable(exception);
        }
    }

    /// <summary>
    /// Runs a write. It has happened, durably, when the task completes, and it has not when the task fails; once begun it is no longer
    /// cancelled.
    /// </summary>
    /// <exception cref="RefusedException">Too many writes wait, or the database cannot be written at the moment.</exception>
    public Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> write, CancellationToken cancellationToken)
    {
        var waiting = new Write<T>(write, cancellationToken);
        return writes.Writer.TryWrite(waiting)
            ? waiting.Task
            : throw new RefusedException(RefusalReason.Busy, "Too many writes wait for the database. Try again in a moment.");
    }

    /// <summary>Finishes the writes that wait, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        writes.Writer.TryComplete();
        await writer.ConfigureAwait(false);
        await using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>Whether the disk or the machine is at fault (full, broken, read-only, busy) rather than the statement.</summary>
    private static bool IsOutage(SqliteException exception) => exception.SqliteErrorCode is not
        (raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG or raw.SQLITE_MISUSE or raw.SQLITE_RANGE);

    private static RefusedException Unavailable(SqliteException exception) => new(
        RefusalReason.Unavailable, "The database cannot be used at the moment: its disk is full, broken or busy.", exception);

    private async Task<SqliteConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return connection;
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
                await WriteGroupAsync(group).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Nothing of the group was committed: every write in it failed, and the next group gets a connection of its own.
                LogGroupFailed(logger, group.Count, exception);
                var reason = exception is SqliteException error && IsOutage(error) ? Unavailable(error) : exception;
                group.ForEach(write => write.Fail(reason));
            }

            group.Clear();
        }
    }

    private async Task WriteGroupAsync(List<Write> group)
    {
        await using var connection = await ConnectAsync(CancellationToken.None).ConfigureAwait(false);
        await using (var pragma = connection.CreateCommand())
        {
            pragma.CommandText = "PRAGMA synchronous = FULL;";
            await pragma.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync().ConfigureAwait(false);
        foreach (var write in group)
        {
            await transaction.SaveAsync(Savepoint).ConfigureAwait(false);
            if (!await write.RunAsync(transaction).ConfigureAwait(false))
            {
                await transaction.RollbackAsync(Savepoint).ConfigureAwait(false);
            }

            await transaction.ReleaseAsync(Savepoint).ConfigureAwait(false);
        }

        await transaction.CommitAsync().ConfigureAwait(false);
        group.ForEach(write => write.Committed());
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A transaction of {Writes} writes failed; none of them happened")]
    private static partial void LogGroupFailed(ILogger logger, int writes, Exception exception);

    private abstract class Write
    {
        /// <summary>Runs it inside the transaction. False: it failed, and what it did must be undone.</summary>
        public abstract Task<bool> RunAsync(DbTransaction transaction);

        public abstract void Committed();

        public abstract void Fail(Exception exception);
    }

    private sealed class Write<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken) : Write
    {
        private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;

        public Task<T> Task => completion.Task;

        public override async Task<bool> RunAsync(DbTransaction transaction)
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
            catch (SqliteException exception) when (IsOutage(exception))
            {
                // The whole transaction may be lost with it: let the group fail.
                throw;
            }
            catch (Exception exception)
            {
                completion.TrySetException(exception);
                return false;
            }
        }

        public override void Committed() => completion.TrySetResult(result!);

        public override void Fail(Exception exception) => completion.TrySetException(exception);
    }
}
