using System.Diagnostics.Metrics;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Weights;

/// <summary>The figures of a silo's native memory.</summary>
internal sealed class WeightsInstruments
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "InfernoOrleans.Weights";

    public WeightsInstruments(IMeterFactory meters, MemoryLedger ledger, ResidentWeights weights)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("inferno_memory_capacity", () => ledger.Capacity, "By", "Native memory that may be promised.");
        meter.CreateObservableGauge("inferno_memory_reserved", () => ledger.Reserved, "By", "Native memory that is promised: weights, grants, tasks.");
        meter.CreateObservableGauge("inferno_weights_resident", () => weights.Bytes, "By", "Weights in memory with their working space, each counted once.");
    }
}
