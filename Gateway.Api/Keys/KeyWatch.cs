using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Keys;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>
/// Reads the keys before the gateway listens and then again and again, and says which were used. Where none makes an admin it creates the first
/// one and prints it, once: whoever can read what the gateway prints rules over it anyway.
/// </summary>
internal sealed partial class KeyWatch(
    KeyRing ring, IGrainFactory grains, IOptions<GatewayKeyOptions> options, TimeProvider time, ILogger<KeyWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private bool outage;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await UntilAnsweredAsync(
            async () =>
            {
                await ring.RefreshAsync(cancellationToken);
                return true;
            },
            cancellationToken);
        if (!ring.HasAdmin)
        {
            await CreateFirstAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(options.Value.RefreshPeriod, time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ring.RefreshAsync(stoppingToken);
                await TellUsesAsync(time.GetUtcNow(), stoppingToken);
                outage = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Note(exception);
            }
        }
    }

    private async Task CreateFirstAsync(CancellationToken cancellationToken)
    {
        // The same key each time that it is asked for: where an answer is lost, the key may have been created.
        var key = NewKey.Create();
        var created = await UntilAnsweredAsync(
            () => grains.GetGrain<IApiKeysGrain>(0).CreateFirstAsync(key.Hash.ToString(), cancellationToken), cancellationToken);
        if (created is not null)
        {
            // Not through a logger: it is to be read by people, whatever the logs look like, and to be kept nowhere else.
            await Console.Error.WriteLineAsync(
                $"The first admin key, {created.Id}. It is shown this once; keep it, and create others with it: {key.Text}");
        }

        await UntilAnsweredAsync(
            async () =>
            {
                await ring.RefreshAsync(cancellationToken);
                return true;
            },
            cancellationToken);
    }

    private async Task TellUsesAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var minute = new DateTimeOffset(now.Ticks - (now.Ticks % Minute.Ticks), TimeSpan.Zero);
        if (ring.TakeUses(minute) is { Count: > 0 } used)
        {
            await grains.GetGrain<IApiKeysGrain>(0).NoteUsesAsync(new KeyUses(used, minute), cancellationToken);
        }
    }

    private Task<T> UntilAnsweredAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken) => RepeatedCall.AskAsync(
        async () =>
        {
            try
            {
                return await ask();
            }
            catch (Exception exception) when (RepeatedCall.MayBeAskedAgain(exception, cancellationToken))
            {
                Note(exception);
                throw;
            }
        },
        TimeSpan.MaxValue,
        time,
        cancellationToken);

    /// <summary>Once for each outage.</summary>
    private void Note(Exception exception)
    {
        if (!outage)
        {
            outage = true;
            LogOutage(exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "API keys cannot be read, or their use noted, at the moment; those that are known stay good: {Reason}")]
    private partial void LogOutage(string reason);
}
