using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Weights in the layout of <see cref="Q4Panels"/>.</summary>
internal sealed unsafe class Q4Weights : PackedWeights
{
    private readonly bool fits;

    public Q4Weights(ReadOnlySpan<float> weight, int outputs, int inputs, MemoryLedger ledger)
        : base(outputs, inputs, BytesFor(outputs, inputs), ledger) =>
        fits = Q4Panels.Pack(weight, Start(), outputs, inputs);

    public static long BytesFor(int outputs, int inputs) =>
        (long)WeightPanels.PanelCount(outputs) * WeightPanels.Columns / Q4Panels.Group * QuantizedRows.BlockCount(inputs) * Q4Panels.BlockBytes;

    public override int RowsAtOnce => BlockProduct<Q4Format>.RowBlock;

    public override bool Prepares => true;

    public override void Prepare(float* x, int rows, int firstRow, int lastRow, float* scratch, KernelWidth width) =>
        BlockProduct<Q4Format>.Prepare(x, rows, Inputs, firstRow, lastRow, scratch, fits ? width : KernelWidth.Scalar);

    private protected override void MultiplyOutputs(
        float* x, float* bias, float* y, int rows, int first, int last, float* scratch, Epilogue epilogue, KernelWidth width)
    {
        byte* weights = Start();
        switch (fits ? width : KernelWidth.Scalar)
        {
            case KernelWidth.Vector512:
                BlockProduct<Q4Format>.Multiply<BlockLanes512, Vector512<int>>(weights, bias, y, rows, Inputs, Outputs, first, last, scratch, epilogue, 4);
                break;
            case KernelWidth.Vector256:
                BlockProduct<Q4Format>.Multiply<BlockLanes256, Vector256<int>>(weights, bias, y, rows, Inputs, Outputs, first, last, scratch, epilogue, 2);
                break;
            case KernelWidth.Vector128:
                BlockProduct<Q4Format>.Multiply<BlockLanes128, Vector128<int>>(weights, bias, y, rows, Inputs, Outputs, first, last, scratch, epilogue, 2);
                break;
            default:
                Begin(bias, y, rows, first, last);
                BlockProduct<Q4Format>.AccumulateScalar(weights, y, rows, Inputs, Outputs, first, last, scratch, epilogue, fits ? 1 / HalfBits.Stored : 1);
                break;
        }
    }
}
