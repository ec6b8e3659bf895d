using System.Diagnostics.Metrics;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Telemetry;

namespace InfernoOrleans.Grains.Compute;

/// <summary>The figures of nodes and tasks, under <c>inferno_compute_*</c>. Each silo counts what it does itself.</summary>
/// <remarks>What is true of the whole cluster is told by the silo of the scheduler alone, and only while it looks: two must not tell the same.</remarks>
internal sealed class ComputeInstruments : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "InfernoOrleans.Compute";

    private static readonly TimeSpan MostAge = TimeSpan.FromSeconds(15);

    private readonly Meter meter;
    private readonly TimeProvider time;
    private readonly Counter<long> accepted;
    private readonly Counter<long> attempts;
    private readonly Counter<long> offers;
    private readonly Counter<long> lost;
    private readonly Counter<long> retries;
    private readonly Histogram<double> duration;
    private volatile IReadOnlyList<NodeObservation> nodes = [];
    private volatile IReadOnlyDictionary<string, long> tasks = new Dictionary<string, long>();
    private double queueAge;
    private long observedAt;
    private bool isObserving;

    public ComputeInstruments(IMeterFactory meters, TimeProvider time)
    {
        this.time = time;
        meter = meters.Create(MeterName);
        accepted = meter.CreateCounter<long>("inferno_compute_tasks_accepted", "{task}", "Tasks that were accepted.");
        attempts = meter.CreateCounter<long>("inferno_compute_attempts", "{attempt}", "Attempts that ended, by what the task is then.");
        offers = meter.CreateCounter<long>("inferno_compute_offers", "{task}", "Tasks offered to silos, by whether they were claimed.");
        lost = meter.CreateCounter<long>("inferno_compute_attempts_lost", "{attempt}", "Attempts lost with their silo.");
        retries = meter.CreateCounter<long>("inferno_compute_retries", "{task}", "Tasks that are tried again later, after a failure, a loss or for want of memory.");
        duration = meter.CreateHistogram("inferno_compute_attempt_duration", "s", "How long attempts ran.", tags: null, Buckets.OfSeconds);
        meter.CreateObservableGauge("inferno_compute_tasks", () => Present(tasks).Select(each => Measured(each.Value, "state", each.Key)), "{task}", "Tasks by state, ended ones ever.");
        meter.CreateObservableGauge("inferno_compute_queue_age", () => Present([new Measurement<double>(Volatile.Read(ref queueAge))]), "s", "How long the task waits that has waited longest.");
        meter.CreateObservableGauge("inferno_compute_node_slots", () => Present(nodes).Select(node => Measured(node.Slots, "node", node.Id)), "{slot}", "Tasks that a node runs at most.");
        meter.CreateObservableGauge("inferno_compute_node_tasks", () => Present(nodes).Select(node => Measured(node.ActiveTasks, "node", node.Id)), "{task}", "Tasks that a node has.");

        // What has never happened is told as none: a rise from nothing would be seen as no rise.
        Array.ForEach([accepted, lost, retries], counter => counter.Add(0));
    }

    public void Accepted(int count) => accepted.Add(count);

    public void Ended(string state, double? milliseconds)
    {
        attempts.Add(1, new KeyValuePair<string, object?>("state", state));
        if (state == TaskState.Delayed)
        {
            retries.Add(1);
        }

        if (milliseconds is { } ran)
        {
            duration.Record(ran / 1_000);
        }
    }

    public void Offered(int count, int taken)
    {
        offers.Add(taken, new KeyValuePair<string, object?>("claimed", true));
        offers.Add(count - taken, new KeyValuePair<string, object?>("claimed", false));
    }

    /// <summary>An attempt was lost with its silo.</summary>
    /// <param name="state">What the task is then.</param>
    public void Lost(string state)
    {
        lost.Add(1);
        if (state == TaskState.Delayed)
        {
            retries.Add(1);
        }
    }

    /// <summary>What the silo of the scheduler tells of all nodes.</summary>
    public void Observe(IReadOnlyList<NodeObservation> observed) => nodes = observed;

    /// <summary>What the silo of the scheduler tells of all tasks.</summary>
    public void Observe(IReadOnlyDictionary<string, long> counts, TimeSpan? oldest)
    {
        Volatile.Write(ref observedAt, time.GetTimestamp());
        Volatile.Write(ref isObserving, true);
        tasks = counts;
        Volatile.Write(ref queueAge, oldest?.TotalSeconds ?? 0);
    }

    /// <summary>The scheduler goes elsewhere.</summary>
    public void Forget() => Volatile.Write(ref isObserving, false);

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private IEnumerable<T> Present<T>(IEnumerable<T> observed) =>
        Volatile.Read(ref isObserving) && time.GetElapsedTime(Volatile.Read(ref observedAt)) < MostAge ? observed : [];

    private static Measurement<long> Measured(long value, string name, string tag) => new(value, new KeyValuePair<string, object?>(name, tag));
}
