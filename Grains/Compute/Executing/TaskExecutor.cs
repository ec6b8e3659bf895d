using InfernoOrleans.Grains.Compute.Nodes;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Compute.Executing;

/// <inheritdoc cref="ITaskExecutor"/>
/// <remarks>
/// As long as the silo is there it tells the scheduler, each second and when there is news, what it has; the first report of a cluster is
/// what brings the scheduler to life.
/// </remarks>
[Reentrant]
internal sealed partial class TaskExecutor(
    GrainId id,
    Orleans.Runtime.Silo silo,
    ILoggerFactory loggers,
    TaskRunner runner,
    AttemptWriter writer,
    ExecutorReporter reporter,
    OwnNode ownNode,
    IGrainFactory grains,
    TimeProvider time) : GrainService(id, silo, loggers), ITaskExecutor
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CarePeriod = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ILogger logger = loggers.CreateLogger<TaskExecutor>();
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim news = new(0, 1);
    private Task running = Task.CompletedTask;

    public override async Task Start()
    {
        await base.Start();
        runner.Changed += Signal;
        using (ExecutionContext.SuppressFlow())
        {
            running = Task.WhenAll(
                Task.Run(() => EveryAsync(CarePeriod, () => runner.LookAfterAsync(stopping.Token))),
                Task.Run(ReportAsync),
                Task.Run(() => ownNode.RegisterAsync(stopping.Token)));
        }
    }

    public override async Task Stop()
    {
        try
        {
            await runner.StopAsync(Grace);
            await stopping.CancelAsync();
            await running;
        }
        finally
        {
            runner.Changed -= Signal;
            await writer.DisposeAsync();
            await base.Stop();
        }
    }

    public async Task<OfferAnswer> OfferAsync(IReadOnlyList<Offer> offers)
    {
        var taken = await runner.ClaimAsync(offers);
        return new OfferAnswer(taken, reporter.Sequence);
    }

    public Task StopAsync(IReadOnlyList<AttemptId> attempts)
    {
        runner.Stop(attempts);
        return Task.CompletedTask;
    }

    public Task ReleaseAsync(string node)
    {
        runner.Release(node);
        return Task.CompletedTask;
    }

    private void Signal()
    {
        try
        {
            news.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is known already.
        }
    }

    private async Task ReportAsync()
    {
        try
        {
            while (true)
            {
                try
                {
                    await grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.Default).ReportAsync(reporter.Next()).WaitAsync(stopping.Token);
                }
                catch (Exception exception)
                {
                    // Its silo may be gone; the next report has all that this one had.
                    LogNotReported(exception.Message);
                }

                await news.WaitAsync(Period, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task EveryAsync(TimeSpan period, Func<Task> action)
    {
        using var clock = new PeriodicTimer(period, time);
        try
        {
            while (await clock.WaitForNextTickAsync(stopping.Token))
            {
                try
                {
                    await action();
                }
                catch (RefusedException)
                {
                    // The database does not answer; next time.
                }
                catch (Exception exception)
                {
                    LogCareFailed(exception);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tasks of this silo could not be looked after; it is tried again")]
    private partial void LogCareFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The scheduler could not be told what this silo runs: {Reason}")]
    private partial void LogNotReported(string reason);
}
