namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>
/// How long a request may take. Handlers see it as their cancellation token, which also fires when the client hangs up.
/// </summary>
internal sealed class Deadline : IDisposable
{
    /// <summary>With it a request asks for another deadline than the default.</summary>
    public const string HeaderName = "X-Inferno-Timeout-Ms";

    private readonly CancellationTokenSource source;
    private readonly CancellationToken hungUp;

    private Deadline(TimeSpan timeout, CancellationToken hungUp)
    {
        Timeout = timeout;
        this.hungUp = hungUp;
        source = CancellationTokenSource.CreateLinkedTokenSource(hungUp);
        source.CancelAfter(timeout);
    }

    /// <summary>What the request was given.</summary>
    public TimeSpan Timeout { get; private set; }

    /// <summary>Whether the client is gone.</summary>
    public bool HungUp => hungUp.IsCancellationRequested;

    /// <summary>Starts the time of a request.</summary>
    public static Deadline Begin(HttpContext context, TimeSpan timeout)
    {
        var deadline = new Deadline(timeout, context.RequestAborted);
        context.RequestAborted = deadline.source.Token;
        context.Features.Set(deadline);
        return deadline;
    }

    /// <summary>The deadline of a request; null for a route without one.</summary>
    public static Deadline? Of(HttpContext context) => context.Features.Get<Deadline>();

    /// <summary>Gives a request that is to wait for something at least that much time, from now on.</summary>
    public void Raise(TimeSpan timeout)
    {
        if (timeout > Timeout)
        {
            Timeout = timeout;
            source.CancelAfter(timeout);
        }
    }

    /// <summary>Stops the clock while a long body arrives or is sent; what is too slow there, the server's least data rate finds.</summary>
    public void Suspend() => source.CancelAfter(System.Threading.Timeout.InfiniteTimeSpan);

    /// <summary>Starts the clock again from zero.</summary>
    public void Restart() => source.CancelAfter(Timeout);

    /// <summary>Lets the answer, now that there is one, be written to its end: half of one would be worse than a late one.</summary>
    public void Met(HttpContext context) => context.RequestAborted = hungUp;

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}
