using InfernoOrleans.Grains.Interfaces.Cluster;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Placement;

/// <summary>While the silo is active, measures it once in every period and tells the others.</summary>
internal sealed partial class LoadReporter(
    LoadMeter meter,
    LoadView<SiloAddress> loads,
    LoadExchangeClient exchange,
    ISiloStatusOracle membership,
    IOptions<PlacementOptions> options,
    TimeProvider time,
    ILogger<LoadReporter> logger) : ILifecycleParticipant<ISiloLifecycle>, ISiloStatusListener, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(LoadReporter), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    /// <summary>A silo that comes or goes is known at once; the reports follow their clock.</summary>
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status) => TakeMembers();

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private Task StartAsync(CancellationToken cancellationToken)
    {
        membership.SubscribeToSiloStatusEvents(this);
        using (ExecutionContext.SuppressFlow())
        {
            running = Task.Run(RunAsync, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        membership.UnSubscribeFromSiloStatusEvents(this);
        await stopping.CancelAsync();
        await running;
    }

    private async Task RunAsync()
    {
        using var clock = new PeriodicTimer(options.Value.ReportPeriod, time);
        try
        {
            do
            {
                Report();
            }
            while (await clock.WaitForNextTickAsync(stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private void Report()
    {
        try
        {
            var load = meter.Read();
            var members = TakeMembers();
            loads.Learn(membership.SiloAddress, load);
            foreach (var other in members)
            {
                if (!other.Equals(membership.SiloAddress))
                {
                    _ = TellAsync(other, load);
                }
            }
        }
        catch (Exception exception)
        {
            LogNotReported(exception);
        }
    }

    private SiloAddress[] TakeMembers()
    {
        SiloAddress[] members = [.. membership.GetApproximateSiloStatuses(onlyActive: true).Keys];
        loads.SetMembers(members);
        return members;
    }

    private async Task TellAsync(SiloAddress other, SiloLoad load)
    {
        try
        {
            await exchange.ReportAsync(other, membership.SiloAddress, load);
        }
        catch (Exception exception)
        {
            LogNotTold(other, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The load of this silo could not be reported")]
    private partial void LogNotReported(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The load of this silo could not be reported to {Other}")]
    private partial void LogNotTold(SiloAddress other, Exception exception);
}
