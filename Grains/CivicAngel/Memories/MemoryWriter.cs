using System.Data.Common;
using System.Threading.Channels;
using InfernoOrleans.Grains.CivicAngel.Activations;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>
/// Writes what activations leave behind: all that wait on this silo in one write, so that a thousand small ones cost a few statements and
/// flushes, and the rows of agents that everybody activates are locked once for all of them. Thread-safe.
/// </summary>
internal sealed partial class MemoryWriter : IAsyncDisposable
{
    private const int MostMemoriesAtOnce = 2_000;

    /// <summary>What may wait, in characters, besides the number of activations.</summary>
    private const long MostCharactersWaiting = 64L << 20;

    /// <summary>What one statement carries within the time that statements have, in characters.</summary>
    private const int MostCharactersAtOnce = 4 << 20;

    private readonly Store store;
    private readonly MemoryStatements statements;
    private readonly IdempotencyTable idempotency;
    private readonly CivicAngelOptions options;
    private readonly ILogger<MemoryWriter> logger;
    private readonly Channel<Waiting> waiting;
    private readonly Task writing;
    private long charactersWaiting;

    /// <summary>Starts the writer.</summary>
    public MemoryWriter(
        Store store, MemoryStatements statements, IdempotencyTable idempotency, IOptions<CivicAngelOptions> options, ILogger<MemoryWriter> logger)
    {
        this.store = store;
        this.statements = statements;
        this.idempotency = idempotency;
        this.options = options.Value;
        this.logger = logger;
        waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(options.Value.MaxWaitingActivations) { SingleReader = true });
        using var flow = ExecutionContext.SuppressFlow();
        writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Writes what an activation leaves behind. It is durable when the task completes, and nothing of it is when it is refused.</summary>
    /// <exception cref="RefusedException">
    /// Too many wait, the database cannot be written, an agent is gone, or a request with the same key was carried out meanwhile.
    /// </exception>
    public Task WriteAsync(Remembrance remembrance)
    {
        var item = new Waiting(remembrance, remembrance.Memories.Sum(memory => (long)memory.Content.Length));
        if (Interlocked.Add(ref charactersWaiting, item.Characters) <= MostCharactersWaiting && waiting.Writer.TryWrite(item))
        {
            return item.Written.Task;
        }

        Interlocked.Add(ref charactersWaiting, -item.Characters);
        throw new RefusedException(RefusalReason.Busy, "Too many activations wait to be remembered. Try again in a moment.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
    }

    private async Task WriteAllAsync()
    {
        var group = new List<Waiting>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            var memories = 0;
            var characters = 0L;
            while (memories < MostMemoriesAtOnce && characters < MostCharactersAtOnce && waiting.Reader.TryRead(out var next))
            {
                group.Add(next);
                memories += next.Remembrance.Memories.Count;
                characters += next.Characters;
            }

            await WriteGroupAsync(group);
            Interlocked.Add(ref charactersWaiting, -characters);
            group.Clear();
        }
    }

    private async Task WriteGroupAsync(IReadOnlyList<Waiting> group)
    {
        try
        {
            var refusals = await store.Database.WriteAsync(transaction => StoreAsync(transaction, group), CancellationToken.None);
            foreach (var (item, refusal) in group.Zip(refusals))
            {
                item.End(refusal);
            }
        }
        catch (Exception exception) when (exception is not RefusedException && group.Count > 1)
        {
            // One of them cannot be written; it must not take the others with it.
            LogApart(group.Count, exception);
            foreach (var item in group)
            {
                await WriteGroupAsync([item]);
            }
        }
        catch (Exception exception)
        {
            foreach (var item in group)
            {
                item.End(exception);
            }
        }
    }

    /// <summary>Stores what can be stored.</summary>
    /// <returns>For each, why it was not; null where it was.</returns>
    private async Task<Exception?[]> StoreAsync(DbTransaction transaction, IReadOnlyList<Waiting> group)
    {
        var refusals = new Exception?[group.Count];
        var agents = group.SelectMany(item => item.Remembrance.Memories.Select(memory => memory.Agent)).ToHashSet(StringComparer.Ordinal);
        var present = await statements.LockAsync(transaction, agents);
        var stored = new List<NewMemory>();
        for (var i = 0; i < group.Count; i++)
        {
            var remembrance = group[i].Remembrance;
            if (remembrance.Memories.FirstOrDefault(memory => !present.Contains(memory.Agent)) is { } orphan)
            {
                refusals[i] = RefusedException.NotFound($"There is no agent '{orphan.Agent}' any more.");
                continue;
            }

            try
            {
                await idempotency.RememberAsync(transaction, remembrance.Idempotency, remembrance.Answer);
                stored.AddRange(remembrance.Memories);
            }
            catch (RefusedException refused)
            {
                refusals[i] = refused;
            }
        }

        await statements.InsertAsync(transaction, stored);
        await statements.ForgetWeakestAsync(transaction, present, options.MaxMemoriesPerAgent);
        return refusals;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {Activations} activations left behind could not be written together")]
    private partial void LogApart(int activations, Exception exception);

    private sealed record Waiting(Remembrance Remembrance, long Characters)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void End(Exception? refusal)
        {
            if (refusal is null)
            {
                Written.TrySetResult();
            }
            else
            {
                Written.TrySetException(refusal);
            }
        }
    }
}
