using InfernoOrleans.Grains.CivicAngel.Dreams;
using InfernoOrleans.Grains.CivicAngel.Events;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.CivicAngel.Lifecycle;

/// <inheritdoc cref="ILifecycleGrain"/>
/// <remarks>Holds nothing but the dream that goes on; a phase begins by one statement, whoever else may write another.</remarks>
[Reentrant, LoadAwarePlacement, GrainType("lifecycle")]
internal sealed partial class LifecycleGrain(
    Store store, IdempotencyTable idempotency, Dream dream, AngelEvents events, ILogger<LifecycleGrain> logger) : Grain, ILifecycleGrain
{
    private Task<DreamReport>? dreaming;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        PlacementHint.Forget();
        return Task.CompletedTask;
    }

    public async Task<LifecyclePhase> AdvanceAsync(IdempotencyToken? token, CancellationToken cancellationToken)
    {
        if (await idempotency.FindAsync<BegunPhase>(token, cancellationToken) is { } earlier)
        {
            return earlier.Phase;
        }

        var phase = await store.Database.WriteAsync(
            async transaction =>
            {
                var begun = await LifecycleTable.AdvanceAsync(transaction);
                await idempotency.RememberAsync(transaction, token, new BegunPhase(begun));
                return begun;
            },
            cancellationToken);
        events.Poke();
        LogBegun(phase);
        if (phase == LifecyclePhase.Dissolution)
        {
            _ = DreamOnAsync();
        }

        return phase;
    }

    public async Task<DreamReport> DreamAsync(CancellationToken cancellationToken)
    {
        if (dreaming is not { IsCompleted: false })
        {
            await store.Database.WriteAsync(
                async transaction =>
                {
                    await LifecycleTable.BeginDreamAsync(transaction);
                    return true;
                },
                cancellationToken);
        }

        return await DreamOnAsync().WaitAsync(cancellationToken);
    }

    /// <summary>Dreams the dream that was begun; who asks meanwhile gets the same one.</summary>
    private Task<DreamReport> DreamOnAsync() => dreaming is { IsCompleted: false } ? dreaming : dreaming = RunAsync();

    private async Task<DreamReport> RunAsync()
    {
        try
        {
            // It may take long, and must not be collected for idleness meanwhile.
            DelayDeactivation(TimeSpan.FromHours(1));
            var report = await dream.RunAsync(CancellationToken.None);
            LogDreamt(report.Number, report.Memories, report.Forgotten, report.Merged);
            return report;
        }
        catch (Exception exception)
        {
            LogWokeUp(exception);
            throw;
        }
        finally
        {
            DelayDeactivation(TimeSpan.Zero);
            events.Poke();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The Civic Angel enters {Phase}")]
    private partial void LogBegun(LifecyclePhase phase);

    [LoggerMessage(Level = LogLevel.Information, Message = "Dream {Number} left {Memories} memories; {Forgotten} were forgotten, {Merged} became one with others")]
    private partial void LogDreamt(long number, long memories, long forgotten, long merged);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A dream was broken off; it is dreamt to its end later")]
    private partial void LogWokeUp(Exception exception);

    /// <summary>What the key of a request keeps.</summary>
    private sealed record BegunPhase(LifecyclePhase Phase);
}
