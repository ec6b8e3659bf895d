using System.Diagnostics.Metrics;
using InfernoOrleans.Grains.Telemetry;

namespace InfernoOrleans.Grains.CivicAngel;

/// <summary>The figures of the Civic Angel, under <c>inferno_civic_*</c>. Each silo counts what it does itself.</summary>
internal sealed class CivicAngelInstruments : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "InfernoOrleans.CivicAngel";

    private readonly Meter meter;
    private readonly Counter<long> activations;
    private readonly Counter<long> voices;
    private readonly Counter<long> recalled;
    private readonly Histogram<double> duration;

    public CivicAngelInstruments(IMeterFactory meters)
    {
        meter = meters.Create(MeterName);
        activations = meter.CreateCounter<long>("inferno_civic_activations", "{activation}", "Activations that were answered and remembered.");
        voices = meter.CreateCounter<long>("inferno_civic_voices", "{answer}", "Answers of agents.");
        recalled = meter.CreateCounter<long>("inferno_civic_memories_recalled", "{memory}", "Memories that were recalled.");
        duration = meter.CreateHistogram("inferno_civic_activation_duration", "s", "How long activations took.", tags: null, Buckets.OfSeconds);

        // What has never happened is told as none: a rise from nothing would be seen as no rise.
        Array.ForEach([activations, voices, recalled], counter => counter.Add(0));
    }

    public void Activated(int answers, TimeSpan took)
    {
        activations.Add(1);
        voices.Add(answers);
        duration.Record(took.TotalSeconds);
    }

    public void Recalled(int memories) => recalled.Add(memories);

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();
}
