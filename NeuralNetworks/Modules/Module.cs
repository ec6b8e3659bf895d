using System.Diagnostics.CodeAnalysis;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>A piece of a network in the manner of Torch7: it owns its tensors and computes an output from an input.</summary>
/// <remarks>
/// A new module is in evaluation mode. Forward in evaluation mode only reads the module, so several threads may call it; in training mode
/// one at a time.
/// </remarks>
[SuppressMessage("Naming", "CA1716", Justification = "The name that Torch gave it.")]
public abstract class Module : IDisposable
{
    private protected Module()
    {
    }

    /// <summary>Whether the module behaves as in training: dropout drops, batch-norm uses the batch's statistics.</summary>
    public bool IsTraining { get; private set; }

    /// <summary>What the module is; null for a container.</summary>
    internal abstract ModuleSpec? Spec { get; }

    /// <summary>Computes the output in a new tensor of the input's ledger.</summary>
    /// <param name="input">A vector, or a matrix with one row per example.</param>
    /// <returns>A tensor of the input's rank; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The shape of the input doesn't fit the module.</exception>
    /// <exception cref="InvalidOperationException">The input isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result, or for what the module computes it with.</exception>
    public Tensor Forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireRows(input);
        return ForwardRows(input, IsTraining);
    }

    /// <summary>Switches to training mode.</summary>
    public void Train() => SetTraining(true);

    /// <summary>Switches to evaluation mode.</summary>
    public void Evaluate() => SetTraining(false);

    /// <summary>What training changes, named as PyTorch names it: <c>weight</c>, <c>bias</c>.</summary>
    public virtual IEnumerable<NamedTensor> NamedParameters() => [];

    /// <summary>What is stored but not trained, named as PyTorch names it: <c>running_mean</c>, <c>running_var</c>.</summary>
    public virtual IEnumerable<NamedTensor> NamedBuffers() => [];

    /// <summary>Releases the module's tensors. Repeating it does nothing.</summary>
    public void Dispose()
    {
        foreach (NamedTensor tensor in NamedParameters().Concat(NamedBuffers()))
        {
            tensor.Tensor.Dispose();
        }

        Release();
        GC.SuppressFinalize(this);
    }

    internal abstract Tensor Forward(Tensor input, bool training);

    /// <summary>Releases what the module holds beside its tensors.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>The same of a view, too: modules read rows that lie side by side.</summary>
    private protected Tensor ForwardRows(Tensor input, bool training)
    {
        if (input.IsContiguous)
        {
            return Forward(input, training);
        }

        using Tensor rows = input.ToContiguous();
        return Forward(rows, training);
    }

    private protected virtual void SetTraining(bool training) => IsTraining = training;

    private protected static void RequireRows(Tensor input)
    {
        if (input.Shape.Rank is not (1 or 2))
        {
            throw new ArgumentException($"A vector or a matrix of rows is needed, not {input.Shape}.", nameof(input));
        }
    }

    /// <summary>The number of rows.</summary>
    private protected static int RequireColumns(Tensor input, int columns)
    {
        int last = input.Shape[input.Shape.Rank - 1];
        return last == columns
            ? input.Shape.Rank == 1 ? 1 : input.Shape[0]
            : throw new ArgumentException($"Rows of {columns} numbers are needed, not {input.Shape}.", nameof(input));
    }

    private protected static TensorShape ShapeLike(Tensor input, int columns) =>
        input.Shape.Rank == 1 ? TensorShape.Vector(columns) : TensorShape.Matrix(input.Shape[0], columns);
}
