using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Executing;

/// <summary>Puts together what this silo says of the tasks that it runs.</summary>
internal sealed class ExecutorReporter(TaskRunner runner, LoadView<SiloAddress> loads, MemoryLedger ledger, ILocalSiloDetails self)
{
    private long sequence;

    /// <summary>The number of the last report.</summary>
    public long Sequence => Interlocked.Read(ref sequence);

    public ExecutorReport Next()
    {
        // The number first: what comes in between is in the report, or in a later one.
        var number = Interlocked.Increment(ref sequence);
        var load = loads.Find(self.SiloAddress);
        return new ExecutorReport(
            self.SiloAddress.ToParsableString(),
            self.Name,
            number,
            runner.Slots,
            load?.Cores ?? Environment.ProcessorCount,
            ledger.Capacity,
            load?.Cpu ?? 0,
            ledger.Capacity > 0 ? (double)ledger.Reserved / ledger.Capacity : 0,
            runner.MeanMs,
            runner.IsStopping,
            runner.Held());
    }
}
