using InfernoOrleans.Grains.Compute.Tables;

namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>What the scheduler knows of a silo that runs tasks: what it said last, and what it was given since.</summary>
internal sealed class KnownExecutor
{
    /// <summary>How many reports may lack an attempt whose offer got no answer before it is taken to have got lost.</summary>
    private const int ReportsOfDoubt = 3;

    /// <summary>For how long what waits on a silo, ready to run at once, should last there.</summary>
    private const double AheadMs = 100;

    private const int MostAheadPerSlot = 128;

    /// <summary>A silo that has this much to read or hold for tasks gets no more: inputs come to it in one piece.</summary>
    private const long MostInputBytes = 32 << 20;

    private readonly Dictionary<long, Given> given = [];
    private readonly Dictionary<string, Use> uses = [];
    private long refusedAfter = -1;
    private long inputBytes;

    public ExecutorReport Report { get; private set; } = null!;

    /// <summary>What it was given since the report.</summary>
    public int GivenSinceReport { get; private set; }

    public int Count => given.Count;

    /// <summary>Whether it takes more: it has not refused since its last report, nor holds too much already.</summary>
    public bool TakesMore => Report.Sequence > refusedAfter && inputBytes < MostInputBytes;

    /// <summary>How many tasks it may have for each of its slots: one that runs, and more if they are so short that it would run out of them.</summary>
    public int TasksPerSlot => 1 + (Report.MeanMs is { } mean ? (int)Math.Min(AheadMs / Math.Max(mean, 0.001), MostAheadPerSlot) : 0);

    public double ReservedCores => uses.Values.Sum(use => use.Cores);

    public long ReservedBytes => uses.Values.Sum(use => use.Bytes);

    public IEnumerable<AttemptId> Attempts => given.Select(each => new AttemptId(each.Key, each.Value.Attempt));

    public Use UseOf(string node) => uses.GetValueOrDefault(node);

    public bool Has(long task) => given.ContainsKey(task);

    /// <summary>Takes in a report: it has what the report says, and what may have been given to it since.</summary>
    public void Learn(ExecutorReport report)
    {
        if (Report is not null && report.Sequence <= Report.Sequence)
        {
            return;
        }

        Report = report;
        GivenSinceReport = 0;
        var reported = report.Held.ToDictionary(held => held.Id.Task);
        foreach (var (task, known) in given.Where(each => each.Value.GoneAfter < report.Sequence && !reported.ContainsKey(each.Key)).ToArray())
        {
            Remove(task, known);
        }

        foreach (var held in report.Held)
        {
            if (given.TryGetValue(held.Id.Task, out var known))
            {
                given[held.Id.Task] = known with { Attempt = held.Id.Attempt };
            }
            else
            {
                Add(held.Id.Task, new Given(held.Id.Attempt, held.Node, TaskNeeds.Parse(held.Requires), 0, report.Sequence));
            }
        }
    }

    /// <summary>Offers it a task.</summary>
    public void Give(Offer offer, TaskNeeds needs, int bytes = 0)
    {
        GivenSinceReport++;
        Add(offer.Id, new Given(offer.Attempt + 1, offer.Node, needs, bytes, long.MaxValue));
    }

    /// <summary>It answered an offer.</summary>
    /// <param name="task">The task.</param>
    /// <param name="isTaken">Whether it has it.</param>
    /// <param name="sequence">The last report that it had sent by then.</param>
    public void Answered(long task, bool isTaken, long sequence)
    {
        if (given.TryGetValue(task, out var known))
        {
            if (isTaken)
            {
                given[task] = known with { GoneAfter = sequence };
            }
            else
            {
                Remove(task, known);
            }
        }
    }

    /// <summary>It refused offers: it gets no more before its next report.</summary>
    public void Refused() => refusedAfter = Report.Sequence;

    /// <summary>An offer got no answer: it may have it or not.</summary>
    public void Lost(long task)
    {
        if (given.TryGetValue(task, out var known))
        {
            given[task] = known with { GoneAfter = Report.Sequence + ReportsOfDoubt };
        }
    }

    private void Add(long task, Given entry)
    {
        given.Add(task, entry);
        inputBytes += entry.InputBytes;
        uses[entry.Node] = UseOf(entry.Node).Plus(1, entry.Needs);
    }

    private void Remove(long task, Given entry)
    {
        given.Remove(task);
        inputBytes -= entry.InputBytes;
        var left = UseOf(entry.Node).Plus(-1, entry.Needs);
        if (left.Tasks > 0)
        {
            uses[entry.Node] = left;
        }
        else
        {
            uses.Remove(entry.Node);
        }
    }

    /// <summary>What tasks on one node take up.</summary>
    public readonly record struct Use(int Tasks, double Cores, long Bytes)
    {
        public Use Plus(int sign, TaskNeeds needs)
        {
            var tasks = Tasks + sign;

            // Fractions would not add up to nothing.
            return tasks == 0 ? default : new Use(tasks, Cores + (sign * needs.CpuCores), Bytes + (sign * needs.MemoryBytes));
        }
    }

    /// <param name="Attempt">The attempt that it is if it was claimed.</param>
    /// <param name="Node">The node.</param>
    /// <param name="Needs">What it reserves.</param>
    /// <param name="InputBytes">The bytes of its input; 0 where that is not known.</param>
    /// <param name="GoneAfter">A later report that does not have it means that it is gone.</param>
    private sealed record Given(int Attempt, string Node, TaskNeeds Needs, int InputBytes, long GoneAfter);
}
