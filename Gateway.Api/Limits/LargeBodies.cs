using System.IO.Pipelines;
using System.Threading.RateLimiting;
using InfernoOrleans.Gateway.Api.Http;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Limits;

/// <summary>
/// Has requests with large bodies take turns, from when they begin to be read until they are answered. All at once, they would all be finished
/// late, and most be refused where the rows come together after all of the work of reading them. Who only sends slowly does not have a turn.
/// </summary>
internal sealed class LargeBodies : IDisposable
{
    private const int TurnsPerProcessor = 32;
    private const int LargeBytes = 64 << 10;

    private readonly ConcurrencyLimiter turns;
    private readonly int large;
    private readonly TimeProvider time;

    public LargeBodies(IOptions<LimitOptions> options, TimeProvider time)
    {
        var limits = options.Value;
        this.time = time;
        large = Math.Min(LargeBytes, limits.MaxBufferedBytes / 2);
        turns = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = limits.MaxLargeBodies != 0 ? limits.MaxLargeBodies : TurnsPerProcessor * Environment.ProcessorCount,
            QueueLimit = limits.MaxRequests,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <summary>Waits for a turn, for half of the time that the request has; a body that is not large needs none.</summary>
    /// <returns>The turn, to be disposed of; null where there was none in that time.</returns>
    public async ValueTask<IDisposable?> EnterAsync(HttpContext context)
    {
        if (context.Request.ContentLength < large || !await IsLargeAsync(context.Request.BodyReader, context.RequestAborted))
        {
            return NoTurn.Instance;
        }

        using var patience = new CancellationTokenSource(Deadline.Of(context)!.Timeout / 2, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            var turn = await turns.AcquireAsync(1, end.Token);
            return turn.IsAcquired ? turn : null;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => turns.Dispose();

    /// <summary>Waits until so much has arrived, which it may do in its own time, or all of it.</summary>
    private async Task<bool> IsLargeAsync(PipeReader body, CancellationToken cancellationToken)
    {
        var read = await body.ReadAtLeastAsync(large, cancellationToken);
        var isLarge = read.Buffer.Length >= large;
        body.AdvanceTo(read.Buffer.Start);
        return isLarge;
    }

    private sealed class NoTurn : IDisposable
    {
        public static readonly NoTurn Instance = new();

        public void Dispose()
        {
        }
    }
}
