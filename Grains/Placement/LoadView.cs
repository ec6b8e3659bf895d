using InfernoOrleans.Grains.Interfaces.Cluster;

namespace InfernoOrleans.Grains.Placement;

/// <summary>
/// What one silo knows of the load of all of them, and what it has placed on them that their reports do not show yet. From both it chooses
/// silos for grains.
/// </summary>
/// <remarks>
/// Thread-safe. A placement counts from the moment it is made; the silo's next report has it among its activations, and these count on
/// until the smoothed CPU shows them. Without that, whatever is activated between two reports would go to the same silo.
/// </remarks>
/// <typeparam name="TSilo">What silos are called; they have an order on which all silos agree.</typeparam>
internal sealed class LoadView<TSilo>
    where TSilo : notnull, IComparable<TSilo>
{
    private readonly TSilo self;
    private readonly PlacementOptions options;
    private readonly TimeProvider time;
    private readonly Random chance;

    private readonly Lock guard = new();
    private readonly Dictionary<TSilo, KnownSilo> silos = [];
    private double place;
    private Expectation expectation;
    private long placements;

    /// <summary>The view of one silo.</summary>
    /// <param name="self">That silo.</param>
    /// <param name="options">What counts how much.</param>
    /// <param name="time">Says how old reports are.</param>
    /// <param name="seed">Decides which silos are compared when there are many.</param>
    public LoadView(TSilo self, PlacementOptions options, TimeProvider time, int seed)
    {
        this.self = self;
        this.options = options;
        this.time = time;
        chance = new Random(seed);
        SetMembers([self]);
    }

    /// <summary>How many times a silo was chosen.</summary>
    public long Placements => Interlocked.Read(ref placements);

    /// <summary>Takes in what a member says of itself; what others say is ignored, since a report may arrive after its silo's death.</summary>
    public void Learn(TSilo silo, SiloLoad load)
    {
        lock (guard)
        {
            if (silos.TryGetValue(silo, out var known))
            {
                known.Learn(load, options.Smoothing, time.GetTimestamp());
                Expect();
            }
        }
    }

    /// <summary>Takes in which silos are alive, called in every period of reports and when that changes. The others are forgotten.</summary>
    public void SetMembers(IReadOnlyCollection<TSilo> alive)
    {
        lock (guard)
        {
            foreach (var gone in silos.Keys.Except(alive).ToArray())
            {
                silos.Remove(gone);
            }

            foreach (var silo in alive)
            {
                silos.TryAdd(silo, new KnownSilo());
            }

            var order = 0;
            foreach (var (silo, known) in silos.OrderBy(each => each.Key))
            {
                place = silo.CompareTo(self) == 0 ? (double)order / silos.Count : place;
                known.Order = order++;
                if (!IsKnown(known))
                {
                    // No report will come to make room for further placements.
                    known.Fade(options.Smoothing);
                }
            }

            Expect();
        }
    }

    /// <summary>The last report of a silo; null when there is none that still counts.</summary>
    public SiloLoad? Find(TSilo silo)
    {
        lock (guard)
        {
            return silos.TryGetValue(silo, out var known) && IsKnown(known) ? known.Load : null;
        }
    }

    /// <summary>Chooses a silo for one grain and remembers that.</summary>
    /// <param name="candidates">The silos that may be chosen, at least one.</param>
    public TSilo Choose(IReadOnlyList<TSilo> candidates)
    {
        lock (guard)
        {
            placements++;
            var chosen = candidates.Count == 1 ? candidates[0] : Best(candidates);
            if (silos.TryGetValue(chosen, out var known))
            {
                known.Place();
            }

            return chosen;
        }
    }

    /// <summary>Lists silos, the best first, without choosing one.</summary>
    public IReadOnlyList<RankedSilo<TSilo>> Rank(IEnumerable<TSilo> candidates)
    {
        lock (guard)
        {
            return
            [
                .. candidates
                    .Select(silo => new RankedSilo<TSilo>(
                        silo, Score(silo), silos.TryGetValue(silo, out var known) && IsKnown(known) ? known.Load!.LedgerFreeBytes : null))
                    .OrderBy(ranked => ranked.Score),
            ];
        }
    }

    private TSilo Best(IReadOnlyList<TSilo> candidates)
    {
        var compared = Math.Min(candidates.Count, options.ComparedSilos);
        var (at, step) = (0, 1);
        if (compared < candidates.Count)
        {
            (at, step) = (chance.Next(candidates.Count), CoprimeTo(candidates.Count));
        }

        var (best, bestScore) = (candidates[at], Score(candidates[at]));
        for (var i = 1; i < compared; i++)
        {
            at = (at + step) % candidates.Count;
            var score = Score(candidates[at]);
            if (score.CompareTo(bestScore) < 0)
            {
                (best, bestScore) = (candidates[at], score);
            }
        }

        return candidates.Contains(self) && Score(self).Favoured(options.LocalMargin).CompareTo(bestScore) <= 0 ? self : best;
    }

    /// <summary>A step that visits every one of so many before it comes back.</summary>
    private int CoprimeTo(int count)
    {
        while (true)
        {
            var step = chance.Next(1, count);
            var (a, b) = (count, step);
            while (b != 0)
            {
                (a, b) = (b, a % b);
            }

            if (a == 1)
            {
                return step;
            }
        }
    }

    private SiloScore Score(TSilo silo)
    {
        var known = silos.GetValueOrDefault(silo);
        if (known is not null && IsKnown(known))
        {
            return SiloScore.Of(known.Condition, known.Pending(expectation.Placers, place), expectation.Cost, options);
        }

        // One that says nothing is taken before one that says it is overloaded, even where that is usual.
        var pending = known?.Pending(expectation.Placers, place) ?? 0;
        return SiloScore.Of(expectation.Unknown, pending, expectation.Cost, options) with { IsOverloaded = false };
    }

    private bool IsKnown(KnownSilo silo) => silo.Load is not null && time.GetElapsedTime(silo.LearnedAt) <= options.StaleAfter;

    private void Expect()
    {
        expectation = Expectation.From([.. silos.Values.Where(IsKnown)], silos.TryGetValue(self, out var own) ? own.Load : null, Math.Max(silos.Count, 1), options);
    }
}
