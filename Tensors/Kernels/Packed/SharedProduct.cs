using System.Diagnostics;
using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>
/// A product whose panels idle workers of a pool may help with; the bits are the same whoever computes them. One object serves product after
/// product, one at a time.
/// </summary>
internal sealed unsafe class SharedProduct : SharedWork
{
    // In multiplications and additions. Sharing costs some microseconds, waking a worker some ten and as many more until it begins: what one
    // thread does in the time of two or three of either isn't worth it.
    private const long WorthSharing = 2_500_000;
    private const long WorthWaking = 6_000_000;

    // Few rows wait for the weights: a byte takes as long as so many multiplications and additions.
    private const int OperationsOfAByte = 2;

    // Numbers of rows that are prepared for the product; of so many rows what is written side by side fills cache lines.
    private const long WorthSharingRows = 32_768;
    private const int RowsOfALine = 16;

    // Tiles span up to four panels, or three.
    private static readonly int grain = KernelWidths.Widest == KernelWidth.Vector512 ? 4 : 3;

    private PackedWeights? weights;
    private float* x;
    private float* bias;
    private float* y;
    private float* scratch;
    private int rows;
    private int firstPanel;
    private Epilogue epilogue;

    /// <summary>Whether the units are rows to prepare, not panels.</summary>
    private bool preparing;

    /// <summary>Who may help; nobody when null.</summary>
    public ComputePool? Pool { get; set; }

    /// <summary>As <see cref="PackedWeights.Apply(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, int, Span{float}, Epilogue)"/>.</summary>
    public void Apply(
        PackedWeights weights, ReadOnlySpan<float> x, ReadOnlySpan<float> bias, Span<float> y, int rows, Span<float> scratch, Epilogue epilogue) =>
        Apply(weights, x, bias, y, rows, 0, weights.PanelCount, scratch, epilogue);

    /// <summary>
    /// The same for the outputs of some panels. Those after the first need the scratch that a product with panel 0 of the same rows has left, and
    /// no more rows than <see cref="PackedWeights.RowsAtOnce"/>.
    /// </summary>
    public void Apply(
        PackedWeights weights,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> bias,
        Span<float> y,
        int rows,
        int first,
        int last,
        Span<float> scratch,
        Epilogue epilogue)
    {
        long operations = Math.Max(
            (long)rows * weights.Inputs * (last - first) * WeightPanels.Columns,
            OperationsOfAByte * weights.Bytes / weights.PanelCount * (last - first));
        if (Pool is null
            || operations < WorthSharing
            || last - first < 2
            || rows > weights.RowsAtOnce
            || !Pool.CanShare(worthWaking: operations >= WorthWaking))
        {
            weights.Apply(x, bias, y, rows, first, last, scratch, epilogue, KernelWidths.Widest);
            GC.KeepAlive(weights);
            return;
        }

        Debug.Assert(x.Length == (long)rows * weights.Inputs && y.Length == (long)rows * weights.Outputs);
        fixed (float* a = x, b = bias, c = y, s = scratch)
        {
            (this.weights, this.rows, firstPanel, this.epilogue) = (weights, rows, first, epilogue);
            this.x = a;
            this.bias = b;
            this.y = c;
            this.scratch = s;
            if (first == 0 && weights.Prepares)
            {
                preparing = true;
                if ((long)rows * weights.Inputs < WorthSharingRows)
                {
                    RunUnits(0, rows);
                }
                else
                {
                    Pool.Share(this, rows, RowsOfALine);
                }
            }

            preparing = false;
            Pool.Share(this, last - first, grain);
        }

        GC.KeepAlive(weights);
    }

    /// <inheritdoc/>
    protected override void RunUnits(int first, int last)
    {
        if (preparing)
        {
            weights!.Prepare(x, rows, first, last, scratch, KernelWidths.Widest);
        }
        else
        {
            weights!.Multiply(
                x, bias, y, rows, firstPanel + first, firstPanel + last, weights.Prepares ? scratch : null, epilogue, KernelWidths.Widest);
        }
    }
}
