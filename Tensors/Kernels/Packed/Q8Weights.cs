using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Weights in the layout of <see cref="Q8Panels"/>.</summary>
internal sealed unsafe class Q8Weights : PackedWeights
{
    private readonly bool fits;

    public Q8Weights(ReadOnlySpan<float> weight, int outputs, int inputs, MemoryLedger ledger)
        : base(outputs, inputs, BytesFor(outputs, inputs), ledger) =>
        fits = Q8Panels.Pack(weight, Start(), outputs, inputs);

    public static long BytesFor(int outputs, int inputs) =>
        (long)WeightPanels.PanelCount(outputs) * WeightPanels.Columns / Q8Panels.Group * QuantizedRows.BlockCount(inputs) * Q8Panels.BlockBytes;

    public override int RowsAtOnce => BlockProduct<Q8Format>.RowBlock;

    public override bool Prepares => true;

    public override void Prepare(float* x, int rows, int firstRow, int lastRow, float* scratch, KernelWidth width) =>
        BlockProduct<Q8Format>.Prepare(x, rows, Inputs, firstRow, lastRow, scratch, fits ? width : KernelWidth.Scalar);

    private protected override void MultiplyOutputs(
        float* x, float* bias, float* y, int rows, int first, int last, float* scratch, Epilogue epilogue, KernelWidth width)
    {
        byte* weights = Start();
        switch (fits ? width : KernelWidth.Scalar)
        {
            case KernelWidth.Vector512 when AvxVnni.IsSupported:
                BlockProduct<Q8WideFormat>.Multiply<BlockLanes256, Vector256<int>>(weights, bias, y, rows, Inputs, Outputs, first, last, scratch, epilogue, 6);
                break;

            // There is no dot product of bytes; the wider machine has the registers for more rows.
            case KernelWidth.Vector512:
                BlockProduct<Q8Format>.Multiply<BlockLanes256, Vector256<int>>(weights, bias, y, rows, Inputs, Outputs, first, last, scratch, epilogue, 6);
                break;
            case KernelWidth.Vector256:
                BlockProduct<Q8Format>.Multiply<BlockLanes256, Vector256<int>>(weights, bias, y, rows, Inputs, Outputs, first, last, scratch, epilogue, 3);
                break;
            case KernelWidth.Vector128:
                BlockProduct<Q8Format>.Multiply<BlockLanes128, Vector128<int>>(weights, bias, y, rows, Inputs, Outputs, first, last, scratch, epilogue, 2);
                break;
            default:
                Begin(bias, y, rows, first, last);
                BlockProduct<Q8Format>.AccumulateScalar(weights, y, rows, Inputs, Outputs, first, last, scratch, epilogue, fits ? 1 / HalfBits.Stored : 1);
                break;
        }
    }
}
