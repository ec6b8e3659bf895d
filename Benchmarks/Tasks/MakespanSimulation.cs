using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;

namespace InfernoOrleans.Benchmarks.Tasks;

/// <summary>
/// Our scheduler's decisions in simulated time: silos claim what they are offered, run as many as they have slots, write ends and report;
/// every step between scheduler, database and silo takes a while.
/// </summary>
internal sealed class MakespanSimulation
{
    /// <summary>From an offer to its claim, from the end of a task to the report of it, and from there to the next offer: each, in milliseconds.</summary>
    private const double StepMs = 5;

    private const double Smoothing = 0.1;

    private readonly SchedulerState state;
    private readonly double[] lengths;
    private readonly SimulatedSilo[] silos;
    private readonly PriorityQueue<Action, (double At, long Order)> events = new();
    private double now;
    private double last;
    private long order;

    private MakespanSimulation(int seed, int[] slots, double[] lengths)
    {
        state = new SchedulerState(new Random(seed));
        this.lengths = lengths;
        silos = [.. slots.Select((count, i) => new SimulatedSilo($"silo-{i}", count))];
    }

    /// <summary>Lengths in milliseconds, log-normal about a median.</summary>
    public static double[] Lengths(int seed, int count, double median, double spread)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Math.Clamp(
            median * Math.Exp(spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())), median / 10, median * 10))];
    }

    public static MakespanRun Run(int seed, int[] slots, double[] lengths)
    {
        var simulation = new MakespanSimulation(seed, slots, lengths);
        simulation.Run();
        return new MakespanRun(
            simulation.last,
            Math.Max(lengths.Sum() / slots.Sum(), lengths.Max()),
            simulation.silos.Max(silo => (double)silo.MostRunning / silo.Slots));
    }

    private void Run()
    {
        state.SetNodes(silos.Select(silo => new SchedulerNode(silo.Name, silo.Name, TakesTasks: true, silo.Slots, silo.Slots, 1 << 30, new Dictionary<string, string>())));
        state.SetRequirements([string.Empty]);
        var unread = lengths.Select((_, i) => new ReadyTask { Id = i, Rank = i, Attempt = 0, FailedOn = string.Empty }).ToArray();
        Array.ForEach(silos, Report);
        while (true)
        {
            foreach (var (requires, after) in state.Unread())
            {
                ReadyTask[] read = [.. unread.Where(task => (task.Rank, task.Id).CompareTo(after) > 0).Take(SchedulerState.Window)];
                state.Append(requires, after, read, isAll: read.Length < SchedulerState.Window);
            }

            foreach (var (executor, offers) in state.Choose())
            {
                var silo = silos.Single(each => each.Name == executor);
                After(StepMs, () => Claim(silo, offers));
            }

            if (!events.TryDequeue(out var next, out var due))
            {
                return;
            }

            now = due.At;
            next();
        }
    }

    private void Claim(SimulatedSilo silo, List<Offer> offers)
    {
        foreach (var offer in offers)
        {
            silo.Held.Add(offer.Id);
            silo.Waiting.Enqueue(offer.Id);
        }

        state.Answered(silo.Name, offers, offers.Select(offer => offer.Id).ToHashSet(), silo.Sequence);
        Start(silo);
    }

    private void Start(SimulatedSilo silo)
    {
        while (silo.Running < silo.Slots && silo.Waiting.TryDequeue(out var task))
        {
            silo.Running++;
            silo.MostRunning = Math.Max(silo.MostRunning, silo.Running);
            After(lengths[task], () => End(silo, task));
        }
    }

    private void End(SimulatedSilo silo, long task)
    {
        silo.Running--;
        silo.Mean = silo.Mean is { } mean ? mean + (Smoothing * (lengths[task] - mean)) : lengths[task];
        last = now;
        Start(silo);
        After(2 * StepMs, () =>
        {
            silo.Held.Remove(task);
            Report(silo);
        });
    }

    private void Report(SimulatedSilo silo) => state.Learn(new ExecutorReport(
        silo.Name, silo.Name, ++silo.Sequence, silo.Slots, silo.Slots, 1L << 34, (double)silo.Running / silo.Slots, 0, silo.Mean, IsStopping: false,
        [.. silo.Held.Select(task => new HeldAttempt(new AttemptId(task, 1), silo.Name, string.Empty))]));

    private void After(double milliseconds, Action action) => events.Enqueue(action, (now + milliseconds, order++));

    private sealed class SimulatedSilo(string name, int slots)
    {
        public string Name { get; } = name;

        public int Slots { get; } = slots;

        public HashSet<long> Held { get; } = [];

        public Queue<long> Waiting { get; } = new();

        public int Running { get; set; }

        public int MostRunning { get; set; }

        public double? Mean { get; set; }

        public long Sequence { get; set; }
    }
}
