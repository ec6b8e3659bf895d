using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>y = x·Wᵀ + b. A row of y has the same bits whatever rows are computed with it.</summary>
/// <remarks>
/// The first Forward packs the weights, which takes as much memory again, counted in their ledger; later ones only look whether the weights have
/// changed since, and pack them once more if so.
/// </remarks>
public sealed class Linear : Module
{
    private readonly ModuleSpec.Linear spec;
    private readonly Lock guard = new();
    private PackedWeights? packed;
    private ulong packedFingerprint;

    /// <summary>A layer whose weights and bias are zero until they are loaded or initialized.</summary>
    /// <param name="inputs">The size of a row of x, 1 to 16,777,216.</param>
    /// <param name="outputs">The size of a row of y, 1 to 16,777,216.</param>
    /// <param name="bias">Whether b is there.</param>
    /// <param name="ledger">What counts the weights; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range, or W has more than 2,147,483,647 elements.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room.</exception>
    public Linear(int inputs, int outputs, bool bias = true, MemoryLedger? ledger = null)
        : this(new ModuleSpec.Linear(inputs, outputs, bias), ledger)
    {
    }

    internal Linear(ModuleSpec.Linear spec, MemoryLedger? ledger)
    {
        this.spec = spec;
        Weight = Tensor.Zeros(TensorShape.Matrix(spec.Outputs, spec.Inputs), ledger);
        try
        {
            Bias = spec.Bias ? Tensor.Zeros(TensorShape.Vector(spec.Outputs), ledger) : null;
        }
        catch
        {
            Weight.Dispose();
            throw;
        }
    }

    /// <summary>W: [outputs, inputs].</summary>
    public Tensor Weight { get; }

    /// <summary>b: [outputs], or null.</summary>
    public Tensor? Bias { get; }

    internal override ModuleSpec Spec => spec;

    /// <inheritdoc/>
    public override IEnumerable<NamedTensor> NamedParameters()
    {
        yield return new("weight", Weight);
        if (Bias is not null)
        {
            yield return new("bias", Bias);
        }
    }

    internal override Tensor Forward(Tensor input, bool training)
    {
        int rows = RequireColumns(input, spec.Inputs);
        Tensor output = Tensor.Zeros(ShapeLike(input, spec.Outputs), input.Ledger);
        try
        {
            Apply(input.ReadOnlySpan, output.Span, rows, input.Ledger);
        }
        catch
        {
            output.Dispose();
            throw;
        }

        GC.KeepAlive(input);
        return output;
    }

    private protected override void Release()
    {
        lock (guard)
        {
            packed?.Dispose();
            packed = null;
        }
    }

    /// <summary>y[rows, outputs] from x[rows, inputs], which don't overlap, through packed weights: as a plan computes it.</summary>
    private void Apply(ReadOnlySpan<float> x, Span<float> y, int rows, MemoryLedger ledger)
    {
        using Tensor scratch = Tensor.Zeros(
            TensorShape.Vector(PackedWeights.ScratchElements(rows, spec.Outputs, spec.Inputs, TensorDType.FP32)), ledger);
        Packed().Apply(x, Bias is null ? [] : Bias.ReadOnlySpan, y, rows, scratch.Span, Epilogue.None);
        GC.KeepAlive(this);
    }

    /// <summary>The weights as they are now. Nobody computes with them while somebody changes them, so those of before are not in use.</summary>
    private PackedWeights Packed()
    {
        // Spans of the weights can be written at any time, so only the numbers tell.
        ulong fingerprint = Fingerprint.Of(Weight.ReadOnlySpan);
        lock (guard)
        {
            if (packed is not null && packedFingerprint == fingerprint)
            {
                return packed;
            }

            packed?.Dispose();
            packed = null;
            packed = PackedWeights.Pack(Weight.ReadOnlySpan, spec.Outputs, spec.Inputs, TensorDType.FP32, Weight.Ledger);
            packedFingerprint = fingerprint;
            return packed;
        }
    }
}
