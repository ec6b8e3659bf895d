using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Inference;

/// <summary>
/// Looks every so often whether the replicas of this silo are still wanted: the call that retires one may get lost after its row is gone, and what
/// nobody wants must not stay for ever. A few queries for all of them, however many they are.
/// </summary>
internal sealed partial class ReplicaSweep(
    LoadedReplicas loaded, IGrainFactory grains, ReplicaFailures failures, TimeProvider time, ILogger<ReplicaSweep> logger) : BackgroundService
{
    private const int PerQuery = 1_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How long others wait for one that takes its leave; it goes on by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var chunk in loaded.All().OrderBy(replica => replica.Id.Deployment.Number).Chunk(PerQuery))
        {
            var wanted = await grains.GetGrain<IDeploymentDirectoryGrain>(0)
                .ListPinsAsync(chunk[0].Id.Deployment, chunk[^1].Id.Deployment, cancellationToken);
            foreach (var replica in chunk)
            {
                if (!wanted.TryGetValue(replica.Id, out var isPinned))
                {
                    LogUnwanted(replica.Id);
                    await TryRetireAsync(replica, cancellationToken);
                    continue;
                }

                replica.IsPinned = isPinned;
                if (replica.Failure is { } failure)
                {
                    await failures.ReportAsync(replica.Id, failure);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryLookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task TryRetireAsync(LoadedReplica replica, CancellationToken cancellationToken)
    {
        try
        {
            await replica.RetireAsync().WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The others are looked at all the same.
            LogNotRetired(replica.Id, exception.Message);
        }
    }

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(cancellationToken);
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.Unavailable)
        {
            // The database does not answer: what was wanted when it last did is served on.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A silo that serves must not stop because of this; it looks again soon.
            LogNotLooked(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Replica} is not wanted any more")]
    private partial void LogUnwanted(ReplicaId replica);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Replica} has not taken its leave yet: {Reason}")]
    private partial void LogNotRetired(ReplicaId replica, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The replicas of this silo could not be looked after")]
    private partial void LogNotLooked(Exception exception);
}
