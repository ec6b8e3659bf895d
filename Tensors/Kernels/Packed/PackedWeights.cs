using System.Diagnostics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>The weights W[N, K] of a product, stored as its kernel reads them: in panels of 32 outputs, the last one padded.</summary>
/// <remarks>Reading from several threads is safe; disposing while another thread reads is not.</remarks>
internal abstract unsafe class PackedWeights : IDisposable
{
    private readonly NativeBuffer buffer;

    private protected PackedWeights(int outputs, int inputs, long bytes, MemoryLedger ledger)
    {
        Outputs = outputs;
        Inputs = inputs;
        buffer = new NativeBuffer(bytes, ledger);
    }

    /// <summary>N.</summary>
    public int Outputs { get; }

    /// <summary>K.</summary>
    public int Inputs { get; }

    /// <summary>The native bytes held.</summary>
    public long Bytes => buffer.Bytes;

    /// <summary>The panels, among which threads may share out a product.</summary>
    public int PanelCount => WeightPanels.PanelCount(Outputs);

    /// <summary>Packs row-major weights.</summary>
    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="outputs">N, at least 1.</param>
    /// <param name="inputs">K, at least 1.</param>
    /// <param name="dtype">How to store them.</param>
    /// <param name="ledger">What counts the memory.</param>
    /// <exception cref="MemoryRefusedException">The ledger has no room.</exception>
    public static PackedWeights Pack(ReadOnlySpan<float> weight, int outputs, int inputs, TensorDType dtype, MemoryLedger ledger)
    {
        Debug.Assert(outputs > 0 && inputs > 0 && weight.Length == (long)outputs * inputs);
        return dtype switch
        {
            TensorDType.FP32 => new PanelWeights<SingleElement>(weight, outputs, inputs, ledger),
            TensorDType.FP16 => HalvesFit(weight)
                ? new PanelWeights<ScaledHalfElement>(weight, outputs, inputs, ledger)
                : new PanelWeights<HalfElement>(weight, outputs, inputs, ledger),
            TensorDType.BF16 => new PanelWeights<BrainElement>(weight, outputs, inputs, ledger),
            TensorDType.INT8 => new Q8Weights(weight, outputs, inputs, ledger),
            TensorDType.INT4 => new Q4Weights(weight, outputs, inputs, ledger),
            _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "No such type of numbers."),
        };
    }

    /// <summary>The bytes that <see cref="Pack"/> would hold.</summary>
    public static long BytesFor(int outputs, int inputs, TensorDType dtype) => dtype switch
    {
        TensorDType.FP32 => PanelWeights<SingleElement>.BytesFor(outputs, inputs),
        TensorDType.FP16 => PanelWeights<HalfElement>.BytesFor(outputs, inputs),
        TensorDType.BF16 => PanelWeights<BrainElement>.BytesFor(outputs, inputs),
        TensorDType.INT8 => Q8Weights.BytesFor(outputs, inputs),
        TensorDType.INT4 => Q4Weights.BytesFor(outputs, inputs),
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "No such type of numbers."),
    };

    /// <summary>The elements of scratch that a product of at most so many rows wants.</summary>
    public static int ScratchElements(int rows, int outputs, int inputs, TensorDType dtype) => dtype switch
    {
        TensorDType.FP32 => PanelWeights<SingleElement>.ScratchElements(rows, outputs),
        TensorDType.FP16 => PanelWeights<HalfElement>.ScratchElements(rows, outputs),
        TensorDType.BF16 => PanelWeights<BrainElement>.ScratchElements(rows, outputs),
        TensorDType.INT8 => BlockProduct<Q8Format>.ScratchElements(rows, inputs),
        TensorDType.INT4 => BlockProduct<Q4Format>.ScratchElements(rows, inputs),
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "No such type of numbers."),
    };

    /// <summary>y = epilogue(x · Wᵀ + bias) in every row, for all outputs.</summary>
    /// <param name="x">[rows, inputs].</param>
    /// <param name="bias">[outputs], or nothing.</param>
    /// <param name="y">[rows, outputs]; it overlaps nothing else.</param>
    /// <param name="rows">M, at least 0.</param>
    /// <param name="scratch">At least <see cref="ScratchElements"/>; it may hold anything.</param>
    /// <param name="epilogue">What to do with each output.</param>
    public void Apply(ReadOnlySpan<float> x, ReadOnlySpan<float> bias, Span<float> y, int rows, Span<float> scratch, Epilogue epilogue)
    {
        Apply(x, bias, y, rows, 0, PanelCount, scratch, epilogue, KernelWidths.Widest);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// The same at a width, for the outputs of some panels: from the first to before the last. Where the first is not panel 0, scratch holds what
    /// a call with panel 0 has left there of the same rows, which are at most <see cref="RowsAtOnce"/>.
    /// </summary>
    public void Apply(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> bias,
        Span<float> y,
        int rows,
        int firstPanel,
        int lastPanel,
        Span<float> scratch,
        Epilogue epilogue,
        KernelWidth width)
    {
        Debug.Assert(x.Length == (long)rows * Inputs && y.Length == (long)rows * Outputs && (bias.IsEmpty || bias.Length == Outputs));
        fixed (float* a = x, b = bias, c = y, s = scratch)
        {
            for (int row = 0; row < rows; row += RowsAtOnce)
            {
                int count = Math.Min(RowsAtOnce, rows - row);
                float* from = a + ((nint)row * Inputs);
                if (firstPanel == 0)
                {
                    Prepare(from, count, 0, count, s, width);
                }

                Multiply(from, b, c + ((nint)row * Outputs), count, firstPanel, lastPanel, s, epilogue, width);
            }
        }
    }

    /// <summary>The most rows that are prepared at a time.</summary>
    public abstract int RowsAtOnce { get; }

    /// <summary>Whether <see cref="Prepare"/> does anything; if not, only one thread may be given scratch.</summary>
    public abstract bool Prepares { get; }

    /// <summary>
    /// Brings rows into the form that the kernel reads, in scratch: of up to <see cref="RowsAtOnce"/> those from <paramref name="firstRow"/> to
    /// before <paramref name="lastRow"/>. Nothing where it reads them as they are. Several threads may do different rows at the same time.
    /// </summary>
    public virtual void Prepare(float* x, int rows, int firstRow, int lastRow, float* scratch, KernelWidth width)
    {
    }

    /// <summary>The product of prepared rows, for some panels. Several threads may do different panels at the same time.</summary>
    /// <param name="x">The rows as they were given.</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <param name="y">[rows, outputs].</param>
    /// <param name="rows">Up to <see cref="RowsAtOnce"/>.</param>
    /// <param name="firstPanel">The first panel.</param>
    /// <param name="lastPanel">The panel after the last.</param>
    /// <param name="scratch">What <see cref="Prepare"/> filled; null where that fills nothing and other threads work on the same rows.</param>
    /// <param name="epilogue">What to do with each output.</param>
    /// <param name="width">The width for which the rows were prepared.</param>
    public void Multiply(
        float* x, float* bias, float* y, int rows, int firstPanel, int lastPanel, float* scratch, Epilogue epilogue, KernelWidth width) =>
        MultiplyOutputs(
            x, bias, y, rows, firstPanel * WeightPanels.Columns, (int)Math.Min(Outputs, (long)lastPanel * WeightPanels.Columns), scratch, epilogue, width);

    public void Dispose() => buffer.Dispose();

    /// <summary>The same for the outputs from <paramref name="first"/> (a panel's) to before <paramref name="last"/>.</summary>
    private protected abstract void MultiplyOutputs(
        float* x, float* bias, float* y, int rows, int first, int last, float* scratch, Epilogue epilogue, KernelWidth width);

    /// <summary>Puts the bias, or zeros, where the sums of some outputs begin, so that no kernel needs to know it.</summary>
    private protected void Begin(float* bias, float* y, int rows, int first, int last)
    {
        for (int row = 0; row < rows; row++)
        {
            Span<float> start = new(y + ((nint)row * Outputs) + first, last - first);
            if (bias == null)
            {
                start.Clear();
            }
            else
            {
                new ReadOnlySpan<float>(bias + first, last - first).CopyTo(start);
            }
        }
    }

    private static bool HalvesFit(ReadOnlySpan<float> weight)
    {
        foreach (float number in weight)
        {
            if (!HalfBits.Fits((Half)number))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The packed bytes, at a 64-byte boundary.</summary>
    private protected byte* Start() => buffer.Start();
}
