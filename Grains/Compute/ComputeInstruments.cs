using System.Diagnostics.Metrics;
using InfernoOrleans.Grains.Compute.Scheduling;

namespace InfernoOrleans.Grains.Compute;

/// <summary>The figures of nodes and tasks, under <c>inferno_compute_*</c>. Each silo counts what it does itself.</summary>
internal sealed class ComputeInstruments : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "InfernoOrleans.Compute";

    private readonly Meter meter;
    private readonly Counter<long> accepted;
    private readonly Counter<long> attempts;
    private readonly Counter<long> offers;
    private readonly Counter<long> lost;
    private readonly Histogram<double> duration;
    private volatile IReadOnlyList<NodeObservation> nodes = [];
    private volatile IReadOnlyDictionary<string, long> tasks = new Dictionary<string, long>();
    private double queueAge;

    public ComputeInstruments(IMeterFactory meters)
    {
        meter = meters.Create(MeterName);
        accepted = meter.CreateCounter<long>("inferno_compute_tasks_accepted", "{task}", "Tasks that were accepted.");
        attempts = meter.CreateCounter<long>("inferno_compute_attempts", "{attempt}", "Attempts that ended, by what the task is then.");
        offers = meter.CreateCounter<long>("inferno_compute_offers", "{task}", "Tasks offered to silos, by whether they were claimed.");
        lost = meter.CreateCounter<long>("inferno_compute_attempts_lost", "{attempt}", "Attempts lost with their silo.");
        duration = meter.CreateHistogram<double>("inferno_compute_attempt_duration", "ms", "How long attempts ran.");
        meter.CreateObservableGauge("inferno_compute_tasks", () => tasks.Select(each => Measured(each.Value, "state", each.Key)), "{task}", "Tasks by state, ended ones ever.");
        meter.CreateObservableGauge("inferno_compute_queue_age", () => Volatile.Read(ref queueAge), "s", "How long the task waits that has waited longest.");
        meter.CreateObservableGauge("inferno_compute_node_slots", () => nodes.Select(node => Measured(node.Slots, "node", node.Id)), "{slot}", "Tasks that a node runs at most.");
        meter.CreateObservableGauge("inferno_compute_node_tasks", () => nodes.Select(node => Measured(node.ActiveTasks, "node", node.Id)), "{task}", "Tasks that a node has.");
    }

    public void Accepted(int count) => accepted.Add(count);

    public void Ended(string state, double? milliseconds)
    {
        attempts.Add(1, new KeyValuePair<string, object?>("state", state));
        if (milliseconds is { } ran)
        {
            duration.Record(ran);
        }
    }

    public void Offered(int count, int taken)
    {
        offers.Add(taken, new KeyValuePair<string, object?>("claimed", true));
        offers.Add(count - taken, new KeyValuePair<string, object?>("claimed", false));
    }

    public void Lost() => lost.Add(1);

    /// <summary>What the silo of the scheduler tells of all nodes.</summary>
    public void Observe(IReadOnlyList<NodeObservation> observed) => nodes = observed;

    /// <summary>What the silo of the scheduler tells of all tasks.</summary>
    public void Observe(IReadOnlyDictionary<string, long> counts, TimeSpan? oldest)
    {
        tasks = counts;
        Volatile.Write(ref queueAge, oldest?.TotalSeconds ?? 0);
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private static Measurement<long> Measured(long value, string name, string tag) => new(value, new KeyValuePair<string, object?>(name, tag));
}
