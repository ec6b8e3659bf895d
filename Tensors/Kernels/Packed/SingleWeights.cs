namespace InfernoOrleans.Tensors.Kernels;

/// <summary>FP32 weights in panels.</summary>
internal sealed unsafe class SingleWeights : PackedWeights
{
    public SingleWeights(ReadOnlySpan<float> weight, int outputs, int inputs, MemoryLedger ledger)
        : base(outputs, inputs, BytesFor(outputs, inputs), ledger) =>
        WeightPanels.Pack(weight, (float*)Start(), outputs, inputs);

    public static long BytesFor(int outputs, int inputs) => WeightPanels.Elements(outputs, inputs) * sizeof(float);

    public override void Apply(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> bias,
        Span<float> y,
        int rows,
        int firstPanel,
        int lastPanel,
        Span<float> scratch,
        Epilogue epilogue,
        KernelWidth width) =>
        PackedGemm.Apply(x, (float*)Start(), bias, y, rows, Inputs, Outputs, firstPanel, lastPanel, scratch, epilogue, width);
}
