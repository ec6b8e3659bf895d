using System.Buffers;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.NeuralNetworks;

namespace InfernoOrleans.Grains.Inference;

/// <summary>
/// The bounded queue in front of one loaded network and the loop that drains it, away from any grain's turn. Whatever waited while the
/// last batch ran becomes the next one, up to a number of rows; what has expired or was cancelled is dropped before a batch is formed.
/// A row's answer does not depend on the batch that it ran in.
/// </summary>
internal sealed class InferenceQueue : IAsyncDisposable
{
    private readonly InferencePlan plan;
    private readonly BatchingOptions options;
    private readonly TimeProvider time;
    private readonly Channel<Waiting> channel;
    private readonly Task loop;
    private long queuedBytes;

    /// <summary>Starts a queue in front of <paramref name="plan"/>, which must outlive it.</summary>
    public InferenceQueue(InferencePlan plan, BatchingOptions options, TimeProvider time)
    {
        this.plan = plan;
        this.options = options;
        this.time = time;
        channel = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(options.MaxQueuedRequests) { SingleReader = true });
        loop = Task.Run(DrainAsync);
    }

    /// <summary>Queues a request; the task completes with its answer.</summary>
    /// <exception cref="RefusedException">The values do not fill rows of the network, the queue is full, or the time is up.</exception>
    public Task<InferenceAnswer> EnqueueAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        var rowBytes = plan.InputSize * sizeof(float);
        if (request.Rows.Length == 0 || request.Rows.Length % rowBytes != 0)
        {
            throw RefusedException.Invalid(
                "data",
                $"data holds {request.Rows.Length / sizeof(float)} numbers; it must hold {plan.InputSize} for each row, one row at least.");
        }

        var waiting = new Waiting(request.Rows, request.Rows.Length / rowBytes, time.GetTimestamp(), request.Timeout, cancellationToken);
        var bytesBefore = Interlocked.Add(ref queuedBytes, request.Rows.Length) - request.Rows.Length;
        if ((bytesBefore > 0 && bytesBefore + request.Rows.Length > options.MaxQueuedBytes) || !channel.Writer.TryWrite(waiting))
        {
            Interlocked.Add(ref queuedBytes, -request.Rows.Length);
            throw new RefusedException(
                RefusalReason.Busy, $"{channel.Reader.Count} requests wait for this model, which is all it takes. Try again in a moment.");
        }

        return waiting.Task;
    }

    /// <summary>Takes nothing new and completes when what was queued is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        channel.Writer.TryComplete();
        await loop.ConfigureAwait(false);
    }

    private async Task DrainAsync()
    {
        var batch = new List<Waiting>();
        while (await channel.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            TakeBatch(batch);
            if (batch.Count == 1)
            {
                RunAlone(batch[0]);
            }
            else if (batch.Count > 1)
            {
                RunTogether(batch);
            }

            batch.Clear();
        }
    }

    private void TakeBatch(List<Waiting> batch)
    {
        var rows = 0;
        while (channel.Reader.TryPeek(out var next) && (batch.Count == 0 || rows + next.RowCount <= options.MaxBatchRows))
        {
            channel.Reader.TryRead(out _);
            Interlocked.Add(ref queuedBytes, -next.Rows.Length);
            if (next.IsStillWanted(time))
            {
                batch.Add(next);
                rows += next.RowCount;
            }
        }
    }

    private void RunAlone(Waiting waiting)
    {
        var output = NewOutput(waiting.RowCount);
        try
        {
            plan.Run(Floats(waiting.Rows.Span), Writable(output), waiting.RowCount, waiting.CancellationToken);
            waiting.TrySetResult(new InferenceAnswer(output, channel.Reader.Count));
        }
        catch (OperationCanceledException)
        {
            waiting.TrySetCanceled(waiting.CancellationToken);
        }
        catch (Exception exception)
        {
            waiting.TrySetException(exception);
        }
    }

    private void RunTogether(List<Waiting> batch)
    {
        var rows = batch.Sum(waiting => waiting.RowCount);
        var input = ArrayPool<float>.Shared.Rent(rows * plan.InputSize);
        var output = ArrayPool<float>.Shared.Rent(rows * plan.OutputSize);
        try
        {
            var filled = 0;
            foreach (var waiting in batch)
            {
                var values = Floats(waiting.Rows.Span);
                values.CopyTo(input.AsSpan(filled));
                filled += values.Length;
            }

            plan.Run(input.AsSpan(0, filled), output.AsSpan(0, rows * plan.OutputSize), rows, CancellationToken.None);

            var done = 0;
            foreach (var waiting in batch)
            {
                var length = waiting.RowCount * plan.OutputSize;
                var own = NewOutput(waiting.RowCount);
                output.AsSpan(done, length).CopyTo(Writable(own));
                done += length;
                waiting.TrySetResult(new InferenceAnswer(own, channel.Reader.Count));
            }
        }
        catch (Exception exception)
        {
            batch.ForEach(waiting => waiting.TrySetException(exception));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(input);
            ArrayPool<float>.Shared.Return(output);
        }
    }

    private byte[] NewOutput(int rows) => GC.AllocateUninitializedArray<byte>(checked(rows * plan.OutputSize * sizeof(float)));

    private static ReadOnlySpan<float> Floats(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes);

    private static Span<float> Writable(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes.AsSpan());

    /// <summary>A queued request and the task that its sender awaits.</summary>
    private sealed class Waiting(
        ReadOnlyMemory<byte> rows, int rowCount, long queuedAt, TimeSpan timeout, CancellationToken cancellationToken)
        : TaskCompletionSource<InferenceAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public ReadOnlyMemory<byte> Rows => rows;

        public int RowCount => rowCount;

        public CancellationToken CancellationToken => cancellationToken;

        /// <summary>Whether anybody still wants the answer; tells the sender when not.</summary>
        public bool IsStillWanted(TimeProvider time)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                TrySetCanceled(cancellationToken);
                return false;
            }

            if (time.GetElapsedTime(queuedAt) > timeout)
            {
                TrySetException(new RefusedException(
                    RefusalReason.DeadlineExceeded, "The request waited for its turn until its time was up; it was not executed."));
                return false;
            }

            return true;
        }
    }
}
