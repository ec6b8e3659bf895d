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
        return Compile(network.Architecture, index => network.Modules[index], disposes: false, dtype, ledger, maxConcurrency);
    }

    /// <summary>The same, of modules that are asked for one after another, those that have weights.</summary>
    /// <param name="architecture">What network they form.</param>
    /// <param name="module">Gives a module by its index.</param>
    /// <param name="disposes">Whether to dispose each before the next is asked for.</param>
    /// <param name="dtype">As for the other forms.</param>
    /// <param name="ledger">As for the other forms.</param>
    /// <param name="maxConcurrency">As for the other forms.</param>
    internal static InferencePlan Compile(
        NetworkArchitecture architecture, Func<int, Module> module, bool disposes, TensorDType dtype, MemoryLedger? ledger, int maxConcurrency)
    {
        int concurrency = Concurrency(maxConcurrency);
        ledger ??= MemoryLedger.Unlimited;
        List<PlanStep> steps = [];
        List<PlanArena> arenas = [];
        try
        {
            for (int i = 0; i < concurrency; i++)
            {
                arenas.Add(new PlanArena(ArenaElements(architecture, dtype), ledger));
            }

            AddSteps(architecture, module, disposes, dtype, steps, ledger);
        }
        catch
        {
            steps.ForEach(s => s.Release());
            arenas.ForEach(a => a.Dispose());
            throw;
        }

        return new InferencePlan(architecture, dtype, [.. steps], arenas, BytesFor(architecture, dtype, concurrency));
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
        return ArenaBytes(architecture, dtype, maxConcurrency) + architecture.Modules.Sum(module => StepBytes(module, dtype));
    }

    /// <summary>
    /// The most native bytes that are held while a plan is made by <see cref="Formats.SafetensorsModel.LoadPlan"/>: of each layer in turn the
    /// weights as they are read beside those that are packed already.
    /// </summary>
    /// <inheritdoc cref="BytesFor(NetworkArchitecture, TensorDType, int)"/>
    public static long LoadingBytesFor(NetworkArchitecture architecture, TensorDType dtype, int maxConcurrency = 0)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        long held = ArenaBytes(architecture, dtype, maxConcurrency);
        long most = held;
        foreach (ModuleSpec module in architecture.Modules)
        {
            held += StepBytes(module, dtype);
            most = Math.Max(most, held + (sizeof(float) * (module.ParameterCount + module.BufferCount)));
        }

        return most;
    }

    private static long ArenaBytes(NetworkArchitecture architecture, TensorDType dtype, int maxConcurrency) =>
        sizeof(float) * (long)Concurrency(maxConcurrency) * ArenaElements(architecture, dtype);

    /// <summary>What of a module stays in a plan.</summary>
    private static long StepBytes(ModuleSpec module, TensorDType dtype) => module switch
    {
        ModuleSpec.Linear linear =>
            PackedWeights.BytesFor(linear.Outputs, linear.Inputs, dtype) + (linear.Bias ? sizeof(float) * (long)linear.Outputs : 0),
        ModuleSpec.BatchNorm norm => 2L * sizeof(float) * norm.Features,
        _ => 0,
    };

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

    private static void AddSteps(
        NetworkArchitecture architecture, Func<int, Module> module, bool disposes, TensorDType dtype, List<PlanStep> steps, MemoryLedger ledger)
    {
        // Dropout is nothing in evaluation, so what stands around it meets.
        int[] indices = [.. Enumerable.Range(0, architecture.Modules.Count).Where(i => architecture.Modules[i] is not ModuleSpec.Dropout)];
        int columns = architecture.InputSize;
        for (int i = 0; i < indices.Length; i++)
        {
            ModuleSpec spec = architecture.Modules[indices[i]];
            FusedActivation next = i + 1 < indices.Length ? FusedActivations.Of(architecture.Modules[indices[i + 1]]) : FusedActivation.None;
            if (spec is ModuleSpec.Linear or ModuleSpec.BatchNorm)
            {
                Module made = module(indices[i]);
                try
                {
                    steps.Add(made is Linear linear ? new LinearStep(linear, next, dtype, ledger) : new ScaleShiftStep((BatchNorm)made, next, ledger));
                }
                finally
                {
                    if (disposes)
                    {
                        made.Dispose();
                    }
                }
            }
            else
            {
                steps.Add(new CopyStep(columns, FusedActivations.Of(spec)));
                next = FusedActivation.None;
            }

            columns = steps[^1].Outputs;
            i += next == FusedActivation.None ? 0 : 1;
        }
    }
}
