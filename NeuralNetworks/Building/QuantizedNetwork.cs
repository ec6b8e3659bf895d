using InfernoOrleans.Tensors;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>A network for inference only, its weights stored and multiplied as one type of numbers: an <see cref="InferencePlan"/> and what is known of it.</summary>
/// <remarks>Thread-safe. Disposing lets the predictions in progress finish; the last of them releases the memory.</remarks>
public sealed class QuantizedNetwork : IDisposable
{
    private readonly InferencePlan plan;

    internal QuantizedNetwork(InferencePlan plan, ModelMetadata metadata)
    {
        this.plan = plan;
        Metadata = metadata;
    }

    /// <summary>What was known of the network that was quantized.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>The numbers that training changed.</summary>
    public long ParameterCount => Metadata.ParameterCount;

    /// <summary>How the weights are stored.</summary>
    public TensorDType DType => plan.DType;

    /// <summary>The native bytes held: weights, and what predictions compute in.</summary>
    public long Bytes => plan.Bytes;

    /// <summary>Computes the output as <see cref="NeuralNetwork.Predict"/> does, but for the rounding of the weights.</summary>
    /// <param name="input">A vector of the input size, or a matrix with one row per example.</param>
    /// <returns>A tensor of the input's rank in the input's ledger; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The shape of the input doesn't fit the network.</exception>
    /// <exception cref="InvalidOperationException">The input isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">The network or the input was disposed.</exception>
    public Tensor Predict(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Shape.Rank is not (1 or 2) || input.Shape[-1] != plan.InputSize)
        {
            throw new ArgumentException($"A vector or rows of {plan.InputSize} numbers are needed, not {input.Shape}.", nameof(input));
        }

        if (!input.IsContiguous)
        {
            using Tensor side = input.ToContiguous();
            return Predict(side);
        }

        ReadOnlySpan<float> x = input.ReadOnlySpan;
        int rows = input.Shape.Rank == 1 ? 1 : input.Shape[0];
        Tensor output = Tensor.Zeros(
            input.Shape.Rank == 1 ? TensorShape.Vector(plan.OutputSize) : TensorShape.Matrix(rows, plan.OutputSize), input.Ledger);
        try
        {
            plan.Run(x, output.Span, rows);
        }
        catch
        {
            output.Dispose();
            throw;
        }

        GC.KeepAlive(input);
        return output;
    }

    /// <summary>Refuses further predictions and releases the memory as soon as none is in progress. Repeating it does nothing.</summary>
    public void Dispose() => plan.Dispose();
}
