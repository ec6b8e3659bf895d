using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>activation(x·Wᵀ + b) with weights of its own, packed from those of a layer.</summary>
internal sealed class LinearStep : PlanStep
{
    private readonly PackedWeights weights;
    private readonly Tensor? bias;
    private readonly FusedActivation activation;

    public LinearStep(Linear linear, FusedActivation activation, TensorDType dtype, MemoryLedger ledger)
        : base(linear.Weight.Shape[0])
    {
        this.activation = activation;
        weights = PackedWeights.Pack(linear.Weight.ReadOnlySpan, Outputs, linear.Weight.Shape[1], dtype, ledger);
        try
        {
            bias = linear.Bias is null ? null : Tensor.FromSpan(linear.Bias.Shape, linear.Bias.ReadOnlySpan, ledger);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    public override bool Run(ReadOnlySpan<float> x, Span<float> y, int rows, Span<float> scratch, PlanArena arena)
    {
        int first = arena.Position.Panel;
        int last = arena.Position.TakePanels(weights.PanelCount, (long)rows * weights.Inputs * WeightPanels.Columns);
        arena.Product.Apply(weights, x, bias is null ? [] : bias.ReadOnlySpan, y, rows, first, last, scratch, activation.ToEpilogue());
        if (last < weights.PanelCount)
        {
            return false;
        }

        if (activation == FusedActivation.Softmax)
        {
            RowSoftmax.Apply(y, y, Outputs);
        }

        GC.KeepAlive(this);
        return true;
    }

    public override void Release()
    {
        weights.Dispose();
        bias?.Dispose();
    }
}
