using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Weights in panels of FP32, FP16 or BF16.</summary>
/// <remarks>
/// y[m, n] is b[n] to which x[m, k] · W[n, k] is added for k = 0, 1, … K − 1, each product and sum rounded once. That is the order at every
/// width and for every M, so all forms agree bit for bit, and NaN and infinity go where IEEE sends them.
/// </remarks>
internal sealed unsafe class PanelWeights<TElement> : PackedWeights
    where TElement : struct, IPanelElement
{
    public PanelWeights(ReadOnlySpan<float> weight, int outputs, int inputs, MemoryLedger ledger)
        : base(outputs, inputs, BytesFor(outputs, inputs), ledger) =>
        WeightPanels.Pack<TElement>(weight, Start(), outputs, inputs);

    public static long BytesFor(int outputs, int inputs) => WeightPanels.Elements(outputs, inputs) * TElement.Bytes;

    /// <summary>The elements of scratch that a product of so many rows wants, the same at every width.</summary>
    public static int ScratchElements(int rows, int outputs) =>
        PanelProduct<Lanes128, Vector128<float>, TElement>.ScratchElements(rows, outputs);

    public override int RowsAtOnce => PanelProduct<Lanes128, Vector128<float>, TElement>.RowBlock;

    public override bool Prepares => false;

    private protected override void MultiplyOutputs(
        float* x, float* bias, float* y, int rows, int first, int last, float* scratch, Epilogue epilogue, KernelWidth width)
    {
        Begin(bias, y, rows, first, last);
        byte* panels = Start();
        switch (width)
        {
            case KernelWidth.Vector512:
                PanelProduct<Lanes512, Vector512<float>, TElement>.Accumulate(x, panels, y, rows, Inputs, Outputs, first, last, scratch, epilogue);
                break;
            case KernelWidth.Vector256:
                PanelProduct<Lanes256, Vector256<float>, TElement>.Accumulate(x, panels, y, rows, Inputs, Outputs, first, last, scratch, epilogue);
                break;
            case KernelWidth.Vector128:
                PanelProduct<Lanes128, Vector128<float>, TElement>.Accumulate(x, panels, y, rows, Inputs, Outputs, first, last, scratch, epilogue);
                break;
            default:
                AccumulateScalar(x, panels, y, rows, first, last);
                epilogue.Apply(y + first, Outputs, rows, last - first);
                break;
        }
    }

    /// <summary>The truth: one output after another, one number after another.</summary>
    private void AccumulateScalar(float* x, byte* panels, float* y, int rows, int first, int last)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int n = first; n < last; n++)
            {
                long start = (n / WeightPanels.Columns * (long)WeightPanels.Columns * Inputs) + (n % WeightPanels.Columns);
                byte* weight = panels + (start * TElement.Bytes);
                float sum = y[((nint)row * Outputs) + n];
                for (nint k = 0; k < Inputs; k++)
                {
                    sum = float.FusedMultiplyAdd(
                        x[((nint)row * Inputs) + k], TElement.Load(weight + (k * WeightPanels.Columns * TElement.Bytes)), sum);
                }

                y[((nint)row * Outputs) + n] = sum;
            }
        }
    }
}
