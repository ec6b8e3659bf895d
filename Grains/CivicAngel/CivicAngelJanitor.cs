using InfernoOrleans.Grains.CivicAngel.Events;
using InfernoOrleans.Grains.CivicAngel.Lifecycle;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.CivicAngel;

/// <summary>Deletes events that are too many, and has a dream that was broken off dreamt to its end. One silo does it for all.</summary>
internal sealed partial class CivicAngelJanitor(
    LifecycleTable lifecycle,
    AngelEvents events,
    IGrainFactory grains,
    Members members,
    IOptions<CivicAngelOptions> options,
    TimeProvider time,
    ILogger<CivicAngelJanitor> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Does what is due.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        await events.ForgetAsync(options.Value.MaxEvents, cancellationToken);
        if (await lifecycle.ReadDreamAsync(cancellationToken) is not null)
        {
            await grains.GetGrain<ILifecycleGrain>(0).DreamAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Period, time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (members.IsFirst())
                {
                    await CleanAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (exception is RefusedException or TimeoutException)
            {
                // The database does not answer, or the dream takes long; next time.
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Civic Angel could not be looked after")]
    private partial void LogFailed(Exception exception);
}
