using System.Diagnostics.Metrics;
using InfernoOrleans.Grains.Telemetry;

namespace InfernoOrleans.Grains.Storage;

/// <summary>The figures of a silo's writes to the database, under <c>inferno_database_*</c>.</summary>
internal sealed class StorageInstruments
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "InfernoOrleans.Storage";

    private readonly Counter<long> failures;
    private readonly Histogram<int> batch;
    private readonly Histogram<double> duration;
    private Func<int> waiting = () => 0;

    public StorageInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        failures = meter.CreateCounter<long>("inferno_database_write_failures", "{write}", "Writes that failed with their transaction, and those refused because too many waited.");
        batch = meter.CreateHistogram("inferno_database_batch_writes", "{write}", "Writes that were committed together.", tags: null, Buckets.OfSizes);
        duration = meter.CreateHistogram("inferno_database_transaction_duration", "s", "How long committed transactions took.", tags: null, Buckets.OfSeconds);
        meter.CreateObservableGauge("inferno_database_writes_waiting", () => waiting(), "{write}", "Writes that wait for their transaction.");

        // What has never happened is told as none: a rise from nothing would be seen as no rise.
        failures.Add(0);
    }

    /// <summary>Says how many writes wait.</summary>
    public void Watch(Func<int> count) => waiting = count;

    public void Committed(int writes, TimeSpan took)
    {
        batch.Record(writes);
        duration.Record(took.TotalSeconds);
    }

    public void Failed(int writes) => failures.Add(writes);
}
