using System.Threading.Channels;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.Keys;
using InfernoOrleans.Grains.Interfaces.Audit;

namespace InfernoOrleans.Gateway.Api.Audit;

/// <summary>
/// Notes who changed what: at once in the log, and a moment later, many together, in the database. Requests do not wait for it. While the
/// database is away a bounded number of entries waits; what is more is in the log only.
/// </summary>
internal sealed partial class AuditTrail(IGrainFactory grains, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private const string Category = "InfernoOrleans.Gateway.Api.Audit";
    private const int MostWaiting = 10_000;
    private const int MostAtOnce = 256;
    private const int MostPath = 512;
    private const int MostMethod = 16;
    private const int LostBetweenWarnings = 1_000;

    /// <summary>How long the gateway, when it stops, waits for what is still to be written.</summary>
    private static readonly TimeSpan PatienceAtStop = TimeSpan.FromSeconds(5);

    private readonly ILogger logger = loggers.CreateLogger(Category);
    private readonly CancellationTokenSource givingUp = new();
    private readonly Channel<AuditEntry> waiting = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private long lost;

    /// <summary>Notes a request as soon as its answer is sent.</summary>
    public void Watch(HttpContext context) => context.Response.OnCompleted(
        static state =>
        {
            var (trail, context) = ((AuditTrail, HttpContext))state;
            trail.Note(context);
            return Task.CompletedTask;
        },
        (this, context));

    /// <summary>Notes a request whose answer has its status.</summary>
    public void Note(HttpContext context)
    {
        var holder = Principal.Of(context);
        var path = context.Request.Path.ToUriComponent();
        var entry = new AuditEntry(
            Guid.CreateVersion7().ToString("N"),
            time.GetUtcNow(),
            holder.Id,
            holder.Name,
            Words.Of(holder.Role),
            context.Request.Method is { Length: <= MostMethod } method ? method : context.Request.Method[..MostMethod],
            path.Length <= MostPath ? path : path[..MostPath],
            context.Response.StatusCode,
            RequestIds.Of(context) ?? string.Empty,
            context.Connection.RemoteIpAddress?.ToString() ?? string.Empty);
        LogEntry(logger, entry.Principal, entry.Name, entry.Role, entry.Method, entry.Path, entry.Status, entry.RequestId, entry.RemoteAddress);
        if (!waiting.Writer.TryWrite(entry) && Interlocked.Increment(ref lost) % LostBetweenWarnings == 1)
        {
            LogLost(logger, lost);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The server has stopped before, so that nothing follows.
        waiting.Writer.TryComplete();
        givingUp.CancelAfter(PatienceAtStop);
        if (ExecuteTask is { } writing)
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        givingUp.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<AuditEntry>(MostAtOnce);

        // Until there will be no more, rather than until the host stops.
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MostAtOnce && waiting.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
            }

            await WriteAsync([.. batch]);
            batch.Clear();
        }
    }

    private async Task WriteAsync(AuditEntry[] batch)
    {
        try
        {
            await RepeatedCall.AskAsync(
                async () =>
                {
                    await grains.GetGrain<IAuditGrain>(0).AppendAsync(batch, givingUp.Token).WaitAsync(givingUp.Token);
                    return true;
                },
                TimeSpan.MaxValue,
                time,
                givingUp.Token);
        }
        catch (Exception exception)
        {
            LogNotWritten(logger, batch.Length, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Principal} {Name} ({Role}): {Method} {Path} {Status}, request {RequestId}, from {Peer}")]
    private static partial void LogEntry(
        ILogger logger, string principal, string name, string role, string method, string path, int status, string requestId, string peer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Entries of the audit log wait for the database, and no more can: {Lost} are in this log only")]
    private static partial void LogLost(ILogger logger, long lost);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Entries} entries of the audit log could not be written and are in this log only")]
    private static partial void LogNotWritten(ILogger logger, int entries, Exception exception);
}
