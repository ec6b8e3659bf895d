using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>activation(x · scale + shift): batch normalization with its running statistics folded once.</summary>
internal sealed class ScaleShiftStep : PlanStep
{
    /// <summary>Row 0: scale; row 1: shift.</summary>
    private readonly Tensor folded;
    private readonly FusedActivation activation;

    public ScaleShiftStep(BatchNorm norm, FusedActivation activation, MemoryLedger ledger)
        : base(norm.Weight.Shape[0])
    {
        this.activation = activation;
        folded = Tensor.Zeros(TensorShape.Matrix(2, Outputs), ledger);
        norm.FoldRunning(folded.Span[..Outputs], folded.Span[Outputs..]);
    }

    public override bool Run(ReadOnlySpan<float> x, Span<float> y, int rows, Span<float> scratch, PlanArena arena)
    {
        ReadOnlySpan<float> numbers = folded.ReadOnlySpan;
        ScaleShift.Apply(x, numbers[..Outputs], numbers[Outputs..], y);
        activation.Apply(y, Outputs);
        GC.KeepAlive(this);
        arena.Position.Left -= y.Length;
        return true;
    }

    public override void Release() => folded.Dispose();
}
