namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Tells of requests that were refused, not of each one: who has too much to do must not spend itself on saying so. Thread-safe.</summary>
internal sealed partial class RefusalLog(TimeProvider time, ILoggerFactory loggers)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ILogger logger = loggers.CreateLogger("InfernoOrleans.Gateway.Api.Problems");
    private long next = long.MinValue;
    private int untold;

    /// <summary>Takes note of a request that was answered with 503.</summary>
    public void Add(HttpContext context, string reason, Exception? exception)
    {
        var now = time.GetTimestamp();
        var due = Volatile.Read(ref next);
        if (now < due || Interlocked.CompareExchange(ref next, now + (long)(Period.TotalSeconds * time.TimestampFrequency), due) != due)
        {
            Interlocked.Increment(ref untold);
            return;
        }

        var others = Interlocked.Exchange(ref untold, 0);
        LogUnavailable(logger, context.Request.Method, context.Request.Path, others, reason, exception);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} was answered with 503 ({Others} others since the last such line): {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string method, PathString path, int others, string reason, Exception? exception);
}
