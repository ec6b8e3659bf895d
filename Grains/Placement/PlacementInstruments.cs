using System.Diagnostics.Metrics;
using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Grains.Placement;

/// <summary>The figures of a silo as a place for grains and for work.</summary>
internal sealed class PlacementInstruments
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "InfernoOrleans.Placement";

    private static readonly KeyValuePair<string, object?> Here = new("target", "here");
    private static readonly KeyValuePair<string, object?> Elsewhere = new("target", "elsewhere");

    private readonly Counter<long> placements;

    public PlacementInstruments(IMeterFactory meters, LoadView<SiloAddress> loads, ILocalSiloDetails self, ComputePool pool)
    {
        var meter = meters.Create(MeterName);
        placements = meter.CreateCounter<long>("inferno_placements", "{grain}", "Grains that the silo found a place for, by whether that was itself.");
        meter.CreateObservableGauge("inferno_activations", () => Last(load => (long)load.Activations), "{grain}", "Grains that are active on the silo.");
        meter.CreateObservableGauge("inferno_cpu_utilization_ratio", () => Last(load => load.Cpu), "1", "The share that it uses of the processors that it may use, smoothed.");
        meter.CreateObservableGauge("inferno_pool_workers", () => pool.Workers, "{thread}", "Threads that compute.");
        meter.CreateObservableGauge("inferno_pool_running", () => pool.Running, "{job}", "Jobs of which a slice runs.");
        meter.CreateObservableGauge("inferno_pool_waiting", () => pool.Waiting, "{job}", "Jobs that wait for a thread.");

        // Only what a report says that still counts.
        IEnumerable<Measurement<T>> Last<T>(Func<Interfaces.Cluster.SiloLoad, T> figure)
            where T : struct =>
            loads.Find(self.SiloAddress) is { } load ? [new Measurement<T>(figure(load))] : [];
    }

    public void Placed(bool isHere) => placements.Add(1, isHere ? Here : Elsewhere);
}
