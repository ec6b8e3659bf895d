using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.CivicAngel.Learning;
using InfernoOrleans.Grains.CivicAngel.Lifecycle;
using InfernoOrleans.Grains.CivicAngel.Memories;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.CivicAngel.Dreams;

/// <summary>
/// A dream of the whole: learns edges from what agents have answered together since the dream before, then has every agent that remembers
/// something dream. Each part is done once for each dream, so that one which breaks off can be dreamt to its end, on this silo or another.
/// </summary>
internal sealed class Dream(
    Store store,
    IGrainFactory grains,
    AgentTable agents,
    EdgeTable edges,
    MemoryTable memories,
    LifecycleTable lifecycle,
    IOptions<CivicAngelOptions> options,
    TimeProvider time)
{
    /// <summary>How many agents dream at one time: few, since each may hold the texts of all its memories meanwhile.</summary>
    private const int DreamersAtOnce = 2;

    private const int MostAttempts = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Dreams the dream that was begun.</summary>
    /// <exception cref="RefusedException">No dream was begun, or it had to be broken off.</exception>
    public async Task<DreamReport> RunAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var ongoing = await lifecycle.ReadDreamAsync(cancellationToken)
            ?? throw new RefusedException(RefusalReason.Conflict, "The dream has ended already.");
        var learned = await LearnAsync(ongoing, cancellationToken);

        var forgotten = 0L;
        var merged = 0L;
        var dreamers = await agents.ListDreamersAsync(ongoing.Number, cancellationToken);
        Exception? failure = null;
        await Parallel.ForEachAsync(
            dreamers,
            new ParallelOptions { MaxDegreeOfParallelism = DreamersAtOnce, CancellationToken = cancellationToken },
            async (agent, cancelled) =>
            {
                try
                {
                    var dreamt = await DreamAsync(agent, ongoing.Number, cancelled);
                    Interlocked.Add(ref forgotten, dreamt.Forgotten);
                    Interlocked.Add(ref merged, dreamt.Merged);
                }
                catch (Exception exception) when (!cancelled.IsCancellationRequested)
                {
                    // The others must not miss their dream; this one is asked again when the dream goes on.
                    failure = exception;
                }
            });
        if (failure is not null)
        {
            throw new RefusedException(RefusalReason.Unavailable, "An agent could not dream; the dream goes on later.", failure);
        }

        await store.Database.WriteAsync(
            async transaction =>
            {
                await LifecycleTable.EndDreamAsync(transaction, ongoing.Number);
                return true;
            },
            cancellationToken);
        return new DreamReport(
            ongoing.Number, dreamers.Count, await memories.CountAsync(cancellationToken), forgotten, merged, learned.Strengthened, learned.Faded,
            time.GetElapsedTime(began));
    }

    private async Task<(int Strengthened, int Faded)> LearnAsync(OngoingDream ongoing, CancellationToken cancellationToken)
    {
        if (await edges.HasLearnedAsync(ongoing.Number, cancellationToken))
        {
            return default;
        }

        var (together, until) = await edges.CountTogetherAsync(ongoing.LearnedUntil, cancellationToken);
        var learned = HebbianEdges.Learn(await edges.ListAsync(cancellationToken), together, most: options.Value.MaxLearnedEdges);
        await edges.ReplaceAsync(learned.Edges, ongoing.Number, until, cancellationToken);
        return (learned.Strengthened, learned.Faded);
    }

    private async Task<AgentDream> DreamAsync(string agent, long dream, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await grains.GetGrain<IAgentVoiceGrain>(agent).DreamAsync(dream, cancellationToken);
            }
            catch (Exception exception) when (attempt < MostAttempts && !cancellationToken.IsCancellationRequested
                && exception is OrleansException or TimeoutException or OperationCanceledException or RefusedException { Reason: RefusalReason.Unavailable or RefusalReason.Busy })
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
