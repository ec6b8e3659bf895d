using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>
/// Recalls memories of many agents as one list, newest last. Only agents that have a matching trigger are asked, each for a few at a time, so that
/// the cost follows what matches and not what is remembered. What is returned is strengthened.
/// </summary>
internal sealed partial class Recollection(
    IGrainFactory grains,
    MemoryTable memories,
    CivicAngelInstruments instruments,
    IOptions<CivicAngelOptions> options,
    TimeProvider time,
    ILogger<Recollection> logger)
{
    private const int LeastAtOnce = 16;

    /// <summary>How many agents are asked at one time: each question takes a connection to the database.</summary>
    private const int AgentsAtOnce = 8;

    /// <summary>Contents are long at most; an answer of a grain must stay far below what a message may have.</summary>
    private const int MostAtOnce = 1_000;

    /// <summary>What one answer carries, in characters: with many long contents a page is shorter than asked for.</summary>
    private const long MostCharacters = 8 << 20;

    /// <summary>Recalls a page.</summary>
    /// <exception cref="RefusedException">The trigger is empty or too long.</exception>
    public async Task<MemoryPage> RecallAsync(MemoryQuery query, CancellationToken cancellationToken)
    {
        var pattern = TriggerKey.Containing(query.Trigger);
        var limit = Math.Clamp(query.Limit, 1, options.Value.MaxRecalled);
        var agents = await memories.FindAgentsAsync(pattern, cancellationToken);
        var atOnce = Math.Clamp(2 * limit / Math.Max(1, agents.Count), Math.Min(limit + 1, LeastAtOnce), MostAtOnce);
        var sources = agents.Select(agent => new Source(grains.GetGrain<IAgentVoiceGrain>(agent), pattern, query.Before ?? long.MaxValue, atOnce)).ToArray();
        await Parallel.ForEachAsync(
            sources,
            new ParallelOptions { MaxDegreeOfParallelism = AgentsAtOnce, TaskScheduler = TaskScheduler.Current, CancellationToken = cancellationToken },
            async (source, cancelled) => await source.FillAsync(cancelled));

        // The newest of what the sources offer next, again and again.
        var next = new PriorityQueue<Source, long>(sources.Where(source => source.Next is not null).Select(source => (source, -source.Next!.Number)));
        var recalled = new List<MemoryInfo>();
        var characters = 0L;
        while (recalled.Count < limit && characters < MostCharacters && next.TryDequeue(out var source, out _))
        {
            var memory = source.Take();
            recalled.Add(memory);
            characters += memory.Content.Length;
            if (source.Next is null)
            {
                await source.FillAsync(cancellationToken);
            }

            if (source.Next is { } following)
            {
                next.Enqueue(source, -following.Number);
            }
        }

        recalled.Reverse();
        await StrengthenAsync(recalled, cancellationToken);
        instruments.Recalled(recalled.Count);
        return new MemoryPage(recalled, next.Count > 0);
    }

    private async Task StrengthenAsync(List<MemoryInfo> recalled, CancellationToken cancellationToken)
    {
        try
        {
            await memories.StrengthenAsync(
                [.. recalled.Select(memory => (memory.AgentId, memory.Number))], time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
        }
        catch (RefusedException refused)
        {
            // What was recalled is an answer all the same.
            LogNotStrengthened(recalled.Count, refused.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Memories} memories were recalled and not strengthened: {Reason}")]
    private partial void LogNotStrengthened(int memories, string reason);

    /// <summary>The memories of one agent, newest first, fetched a few at a time.</summary>
    private sealed class Source(IAgentVoiceGrain agent, string pattern, long before, int atOnce)
    {
        private readonly Queue<MemoryInfo> fetched = new();
        private long before = before;
        private bool isExhausted;

        public MemoryInfo? Next => fetched.TryPeek(out var memory) ? memory : null;

        public MemoryInfo Take() => fetched.Dequeue();

        public async Task FillAsync(CancellationToken cancellationToken)
        {
            if (isExhausted)
            {
                return;
            }

            var some = await agent.RecallAsync(new RecallCommand(pattern, before, atOnce), cancellationToken);
            isExhausted = some.Count < atOnce;
            foreach (var memory in some)
            {
                fetched.Enqueue(memory);
                before = memory.Number;
            }
        }
    }
}
