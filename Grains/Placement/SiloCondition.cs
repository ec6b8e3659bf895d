using InfernoOrleans.Grains.Interfaces.Cluster;

namespace InfernoOrleans.Grains.Placement;

/// <summary>What a silo is judged by.</summary>
/// <param name="Cpu">Used share of the CPU that it may use.</param>
/// <param name="Cores">Processors that it may use, more than 0.</param>
/// <param name="Memory">Reserved share of its ledger.</param>
/// <param name="Queue">Jobs of its compute pool, waiting and running, beyond one for each worker: how many more there are for each.</param>
/// <param name="Activations">Its activations.</param>
/// <param name="IsOverloaded">Whether the runtime sheds load there.</param>
internal readonly record struct SiloCondition(
    double Cpu, double Cores, double Memory, double Queue, double Activations, bool IsOverloaded)
{
    private const double LeastCores = 0.01;

    public static SiloCondition Of(SiloLoad load) => new(
        load.Cpu,
        Math.Max(load.Cores, LeastCores),
        load.LedgerCapacityBytes == 0 ? 0 : (double)load.LedgerReservedBytes / load.LedgerCapacityBytes,
        Math.Max(load.Waiting + load.Running - load.Workers, 0) / (double)Math.Max(load.Workers, 1),
        load.Activations,
        load.IsOverloaded);
}
