using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>
/// Batch normalization of each feature (S. Ioffe, C. Szegedy, arXiv:1502.03167): (x − mean) / √(variance + ε) · weight + bias, with the
/// batch's statistics in training and the running ones in evaluation.
/// </summary>
/// <remarks>As in PyTorch, the batch is divided by its biased variance while the running variance follows the unbiased one.</remarks>
public sealed class BatchNorm : Module
{
    private readonly ModuleSpec.BatchNorm spec;
    private readonly NamedTensor[] parameters = new NamedTensor[2];
    private readonly NamedTensor[] buffers = new NamedTensor[2];

    /// <summary>A layer that changes (almost) nothing: weight and variance 1, bias and mean 0.</summary>
    /// <param name="features">The size of a row, 1 to 16,777,216.</param>
    /// <param name="epsilon">What is added to the variance: above 0, at most 1.</param>
    /// <param name="momentum">The weight of a new batch in the running statistics, 0 to 1.</param>
    /// <param name="ledger">What counts the tensors; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room.</exception>
    public BatchNorm(
        int features,
        double epsilon = ModuleSpec.BatchNorm.DefaultEpsilon,
        double momentum = ModuleSpec.BatchNorm.DefaultMomentum,
        MemoryLedger? ledger = null)
        : this(new ModuleSpec.BatchNorm(features, epsilon, momentum), ledger)
    {
    }

    internal BatchNorm(ModuleSpec.BatchNorm spec, MemoryLedger? ledger)
    {
        this.spec = spec;
        TensorShape shape = TensorShape.Vector(spec.Features);
        try
        {
            parameters[0] = new("weight", Tensor.Ones(shape, ledger));
            parameters[1] = new("bias", Tensor.Zeros(shape, ledger));
            buffers[0] = new("running_mean", Tensor.Zeros(shape, ledger));
            buffers[1] = new("running_var", Tensor.Ones(shape, ledger));
        }
        catch
        {
            foreach (NamedTensor made in parameters.Concat(buffers))
            {
                made.Tensor?.Dispose();
            }

            throw;
        }
    }

    /// <summary>The scale of each feature: [features].</summary>
    public Tensor Weight => parameters[0].Tensor;

    /// <summary>The shift of each feature: [features].</summary>
    public Tensor Bias => parameters[1].Tensor;

    /// <summary>The mean that evaluation subtracts: [features].</summary>
    public Tensor RunningMean => buffers[0].Tensor;

    /// <summary>The variance that evaluation divides by: [features].</summary>
    public Tensor RunningVariance => buffers[1].Tensor;

    internal override ModuleSpec Spec => spec;

    /// <inheritdoc/>
    public override IEnumerable<NamedTensor> NamedParameters() => parameters;

    /// <inheritdoc/>
    public override IEnumerable<NamedTensor> NamedBuffers() => buffers;

    internal override Tensor Forward(Tensor input, bool training)
    {
        int rows = RequireColumns(input, spec.Features);
        using Tensor scale = Tensor.Zeros(TensorShape.Vector(spec.Features), input.Ledger);
        using Tensor shift = Tensor.Zeros(TensorShape.Vector(spec.Features), input.Ledger);
        if (training)
        {
            FoldBatch(input.ReadOnlySpan, rows, scale.Span, shift.Span);
        }
        else
        {
            FoldRunning(scale.Span, shift.Span);
        }

        Tensor output = Tensor.Zeros(input.Shape, input.Ledger);
        ScaleShift.Apply(input.ReadOnlySpan, scale.ReadOnlySpan, shift.ReadOnlySpan, output.Span);
        GC.KeepAlive(input);
        return output;
    }

    /// <summary>The layer in evaluation as one scale and one shift per feature.</summary>
    internal void FoldRunning(Span<float> scale, Span<float> shift)
    {
        ReadOnlySpan<float> means = RunningMean.ReadOnlySpan;
        ReadOnlySpan<float> variances = RunningVariance.ReadOnlySpan;
        for (int c = 0; c < scale.Length; c++)
        {
            Fold(c, means[c], variances[c], scale, shift);
        }

        GC.KeepAlive(this);
    }

    private void FoldBatch(ReadOnlySpan<float> x, int rows, Span<float> scale, Span<float> shift)
    {
        if (rows < 2)
        {
            throw new ArgumentException("Batch normalization needs at least two rows in training.", nameof(rows));
        }

        for (int c = 0; c < scale.Length; c++)
        {
            double sum = 0;
            for (int r = 0; r < rows; r++)
            {
                sum += x[(r * scale.Length) + c];
            }

            double mean = sum / rows;
            double squares = 0;
            for (int r = 0; r < rows; r++)
            {
                double distance = x[(r * scale.Length) + c] - mean;
                squares += distance * distance;
            }

            Fold(c, mean, squares / rows, scale, shift);
            Follow(ref RunningMean.Span[c], mean);
            Follow(ref RunningVariance.Span[c], squares / (rows - 1));
        }
    }

    private void Fold(int c, double mean, double variance, Span<float> scale, Span<float> shift)
    {
        double factor = Weight.ReadOnlySpan[c] / Math.Sqrt(variance + spec.Epsilon);
        scale[c] = (float)factor;
        shift[c] = (float)(Bias.ReadOnlySpan[c] - (mean * factor));
    }

    private void Follow(ref float running, double batch) => running = (float)(running + (spec.Momentum * (batch - running)));
}
