using InfernoOrleans.Tensors;

namespace InfernoOrleans.NeuralNetworks;

/// <content>From modules to steps.</content>
public sealed partial class InferencePlan
{
    private const int MaxTileRows = 64;

    /// <summary>512 KB of activations between two steps: two such halves leave room for weights in a second-level cache.</summary>
    private const int TileElements = 131_072;

    /// <summary>Compiles a network. The plan then owns it, and disposes it.</summary>
    /// <param name="network">The network; if this throws it stays the caller's.</param>
    /// <param name="ledger">What counts the arenas; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <param name="maxConcurrency">
    /// How many runs compute at the same time, each in an arena of its own; a further run waits. 0 means one per processor.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is negative or above 1,024.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the arenas; nothing stays allocated.</exception>
    public static InferencePlan Compile(Sequential network, MemoryLedger? ledger = null, int maxConcurrency = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        int concurrency = Concurrency(maxConcurrency);
        ledger ??= MemoryLedger.Unlimited;
        List<PlanStep> steps = [];
        List<Tensor> arenas = [];
        try
        {
            AddSteps(network, steps, ledger);
            for (int i = 0; i < concurrency; i++)
            {
                arenas.Add(Tensor.Zeros(TensorShape.Vector(ArenaElements(network.Architecture)), ledger));
            }
        }
        catch
        {
            steps.ForEach(s => s.Release());
            arenas.ForEach(a => a.Dispose());
            throw;
        }

        return new InferencePlan(network, [.. steps], arenas, BytesFor(network.Architecture, concurrency));
    }

    /// <summary>The native bytes that a plan of an architecture holds, weights included, before anything is allocated.</summary>
    /// <param name="architecture">The network to compile.</param>
    /// <param name="maxConcurrency">As for <see cref="Compile"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is negative or above 1,024.</exception>
    public static long BytesFor(NetworkArchitecture architecture, int maxConcurrency = 0)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        long folded = architecture.Modules.OfType<ModuleSpec.BatchNorm>().Sum(n => 2L * n.Features);
        long arenas = (long)Concurrency(maxConcurrency) * ArenaElements(architecture);
        return architecture.WeightBytes + (sizeof(float) * (folded + arenas));
    }

    private static int Concurrency(int maxConcurrency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxConcurrency);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxConcurrency, 1024);
        return maxConcurrency == 0 ? Environment.ProcessorCount : maxConcurrency;
    }

    private static int TileRowsOf(NetworkArchitecture architecture) =>
        Math.Clamp(TileElements / architecture.MaxWidth, 1, MaxTileRows);

    /// <summary>Two halves: a step reads one and writes the other.</summary>
    private static int ArenaElements(NetworkArchitecture architecture) => 2 * TileRowsOf(architecture) * architecture.MaxWidth;

    private static void AddSteps(Sequential network, List<PlanStep> steps, MemoryLedger ledger)
    {
        // Dropout is nothing in evaluation, so what stands around it meets.
        Module[] modules = [.. network.Modules.Where(m => m is not Dropout)];
        int columns = network.Architecture.InputSize;
        for (int i = 0; i < modules.Length; i++)
        {
            FusedActivation next = i + 1 < modules.Length ? FusedActivations.Of(modules[i + 1].Spec!) : FusedActivation.None;
            switch (modules[i])
            {
                case Linear linear:
                    steps.Add(new LinearStep(linear, next));
                    break;
                case BatchNorm norm:
                    steps.Add(new ScaleShiftStep(norm, next, ledger));
                    break;
                default:
                    steps.Add(new CopyStep(columns, FusedActivations.Of(modules[i].Spec!)));
                    next = FusedActivation.None;
                    break;
            }

            columns = steps[^1].Outputs;
            i += next == FusedActivation.None ? 0 : 1;
        }
    }
}
