using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.CivicAngel.Memories;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.CivicAngel.Dreams;

/// <summary>
/// The dream of one agent: near-duplicates among what it has remembered since the dream before, and between that and all else, become one; then
/// everything ages, and what has become too weak is forgotten.
/// </summary>
internal sealed class DreamWork(AgentTable agents, MemoryTable memories, IOptions<CivicAngelOptions> options, TimeProvider time)
{
    private const int MostAtOnce = 1_000;

    /// <summary>Dreams.</summary>
    public async Task<AgentDream> RunAsync(string agent, long dream, CancellationToken cancellationToken)
    {
        if (await agents.FindAsync(agent, cancellationToken) is not { } row || row.Dreams >= dream)
        {
            return new AgentDream(0, 0);
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var remembered = await memories.ListWordedAsync(agent, cancellationToken);
        var merged = 0;
        if (remembered.Count > 0 && remembered[0].Id > row.MergedUntil)
        {
            // Off the turn: there may be ten thousand to compare.
            var search = new DuplicateSearch(remembered, row.MergedUntil);
            var contents = await memories.ReadContentsAsync(await Task.Run(search.Candidates, cancellationToken), cancellationToken);
            var pairs = await Task.Run(() => search.Find(contents, cancellationToken), cancellationToken);
            merged = await memories.MergeAsync(agent, pairs, now, cancellationToken);
        }

        // What the ageing of this dream makes too weak goes first, a little at a time: a dream that breaks off in between ages nothing twice.
        var ageing = (long)options.Value.DreamAgeing.TotalMilliseconds;
        var threshold = Freshness.Threshold(now, options.Value.WeakestStrength, options.Value.HalfLife) + ageing;
        var forgotten = 0;
        for (var some = MostAtOnce; some == MostAtOnce; forgotten += some)
        {
            some = await memories.ForgetAsync(agent, threshold, MostAtOnce, cancellationToken);
        }

        await agents.DreamtAsync(agent, dream, ageing, remembered.Count > 0 ? remembered[0].Id : row.MergedUntil, cancellationToken);
        return new AgentDream(forgotten, merged);
    }
}
