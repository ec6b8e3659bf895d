using System.Diagnostics.Metrics;
using InfernoOrleans.Grains.Telemetry;

namespace InfernoOrleans.Grains.Inference;

/// <summary>The figures of all replicas of a silo together, under <c>inferno_inference_*</c>.</summary>
internal sealed class InferenceInstruments
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "InfernoOrleans.Inference";

    private readonly Counter<long> requests;
    private readonly Counter<long> errors;
    private readonly Counter<long> givenUp;
    private readonly Histogram<double> latency;
    private readonly Histogram<int> batch;

    public InferenceInstruments(IMeterFactory meters, LoadedReplicas replicas)
    {
        var meter = meters.Create(MeterName);
        requests = meter.CreateCounter<long>("inferno_inference_requests", "{request}", "Requests that came to replicas.");
        errors = meter.CreateCounter<long>("inferno_inference_errors", "{request}", "Requests that were refused, expired or failed.");
        givenUp = meter.CreateCounter<long>("inferno_inference_given_up", "{request}", "Requests whose senders gave up before they were answered.");
        latency = meter.CreateHistogram(
            "inferno_inference_latency", "s", "How long answered requests were at their replica, their wait included.", tags: null, Buckets.OfSeconds);
        batch = meter.CreateHistogram("inferno_inference_batch_rows", "{row}", "Rows that ran together.", tags: null, Buckets.OfSizes);
        meter.CreateObservableGauge("inferno_inference_replicas", () => replicas.All().Count, "{replica}", "Replicas that are on the silo.");
        meter.CreateObservableGauge(
            "inferno_inference_queue_depth", () => replicas.All().Sum(replica => (long)replica.Figures.QueueDepth), "{request}", "Requests that wait at replicas.");
        meter.CreateObservableCounter(
            "inferno_inference_evictions", () => replicas.Evictions, "{replica}", "Idle replicas that gave up their memory to others.");

        // What has never happened is told as none: a rise from nothing would be seen as no rise.
        Array.ForEach([requests, errors, givenUp], counter => counter.Add(0));
    }

    public void Came() => requests.Add(1);

    public void Failed() => errors.Add(1);

    public void GaveUp() => givenUp.Add(1);

    public void Batched(int rows) => batch.Record(rows);

    public void Answered(TimeSpan took) => latency.Record(took.TotalSeconds);
}
