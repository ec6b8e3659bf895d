using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.NeuralNetworks;

/// <content>From modules to steps.</content>
public sealed partial class InferencePlan
{
    private const int MaxTileRows = 64;

    /// <summary>512 KB of activations between two steps: two such halves leave room for weights in a second-level cache.</summary>
    private const int TileElements = 131_072;

    /// <summary>Compiles a network with FP32 weights: the other form with that type.</summary>
    /// <inheritdoc cref="Compile(Sequential, TensorDType, MemoryLedger?, int)"/>
    public static InferencePlan Compile(Sequential network, MemoryLedger? ledger = null, int maxConcurrency = 0) =>
        Compile(network, TensorDType.FP32, ledger, maxConcurrency);

    /// <summary>Packs the weights of a network for inference, and disposes it. Meanwhile both are in memory.</summary>
    /// <param name="network">The network; if this throws it stays the caller's.</param>
    /// <param name="dtype">How to store the weights of linear layers; activations are FP32.</param>
    /// <param name="ledger">What counts weights and arenas; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <param name="maxConcurrency">
    /// How many runs compute at the same time, each in an arena of its own; a further run waits. 0 means one per processor.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type, or <paramref name="maxConcurrency"/> is negative or above 1,024.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for weights and arenas; nothing more stays allocated.</exception>
    public static InferencePlan Compile(Sequential network, TensorDType dtype, MemoryLedger? ledger = null, int maxConcurrency = 0)
    {
        InferencePlan plan = CompileKeeping(network, dtype, ledger, maxConcurrency);
        network.Dispose();
        return plan;
    }

    /// <summary>The same, of a network that stays the caller's.</summary>
    internal static InferencePlan CompileKeeping(Sequential network, TensorDType dtype, MemoryLedger? ledger, int maxConcurrency)
    {
        ArgumentNullException.ThrowIfNull(network);
        int concurrency = Concurrency(maxConcurrency);
        ledger ??= MemoryLedger.Unlimited;
        List<PlanStep> steps = [];
        List<PlanArena> arenas = [];
        try
        {
            AddSteps(network, dtype, steps, ledger);
            for (int i = 0; i < concurrency; i++)
            {
                arenas.Add(new PlanArena(ArenaElements(network.Architecture, dtype), ledger));
            }
        }
        catch
        {
            steps.ForEach(s => s.Release());
            arenas.ForEach(a => a.Dispose());
            throw;
        }

        return new InferencePlan(network.Architecture, dtype, [.. steps], arenas, BytesFor(network.Architecture, dtype, concurrency));
    }

    /// <summary>The native bytes that a plan with FP32 weights holds: the other form with that type.</summary>
    /// <inheritdoc cref="BytesFor(NetworkArchitecture, TensorDType, int)"/>
    public static long BytesFor(NetworkArchitecture architecture, int maxConcurrency = 0) =>
        BytesFor(architecture, TensorDType.FP32, maxConcurrency);

    /// <summary>The native bytes that a plan of an architecture holds, before anything is allocated.</summary>
    /// <param name="architecture">The network to compile.</param>
    /// <param name="dtype">As for <see cref="Compile(Sequential, TensorDType, MemoryLedger?, int)"/>.</param>
    /// <param name="maxConcurrency">As for <see cref="Compile(Sequential, TensorDType, MemoryLedger?, int)"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type, or <paramref name="maxConcurrency"/> is negative or above 1,024.</exception>
    public static long BytesFor(NetworkArchitecture architecture, TensorDType dtype, int maxConcurrency = 0)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        long folded = architecture.Modules.OfType<ModuleSpec.BatchNorm>().Sum(n => 2L * n.Features);
        long biases = architecture.Modules.OfType<ModuleSpec.Linear>().Where(l => l.Bias).Sum(l => (long)l.Outputs);
        long arenas = (long)Concurrency(maxConcurrency) * ArenaElements(architecture, dtype);
        return (sizeof(float) * (folded + biases + arenas))
            + architecture.Modules.OfType<ModuleSpec.Linear>().Sum(l => PackedWeights.BytesFor(l.Outputs, l.Inputs, dtype));
    }

    private static int Concurrency(int maxConcurrency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxConcurrency);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxConcurrency, 1024);
        return maxConcurrency == 0 ? Environment.ProcessorCount : maxConcurrency;
    }

    private static int TileRowsOf(NetworkArchitecture architecture) =>
        Math.Clamp(TileElements / architecture.MaxWidth, 1, MaxTileRows);

    /// <summary>Two halves, of which a step reads one and writes the other, and scratch for the products.</summary>
    private static int ArenaElements(NetworkArchitecture architecture, TensorDType dtype)
    {
        int rows = TileRowsOf(architecture);
        return (2 * rows * architecture.MaxWidth)
            + architecture.Modules.OfType<ModuleSpec.Linear>().Max(l => PackedWeights.ScratchElements(rows, l.Outputs, l.Inputs, dtype));
    }

    private static void AddSteps(Sequential network, TensorDType dtype, List<PlanStep> steps, MemoryLedger ledger)
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
                    steps.Add(new LinearStep(linear, next, dtype, ledger));
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
