namespace InfernoOrleans.Tensors;

/// <content>How tensors come to be. Each method throws <see cref="MemoryRefusedException"/> when the ledger has no room.</content>
public sealed partial class Tensor
{
    /// <summary>A tensor of zeros.</summary>
    /// <param name="shape">The extents; at most 2,147,483,647 elements.</param>
    /// <param name="ledger">What counts the memory; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape has too many elements.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room.</exception>
    public static Tensor Zeros(TensorShape shape, MemoryLedger? ledger = null) => new(shape, ledger);

    /// <summary>A tensor of ones.</summary>
    /// <inheritdoc cref="Zeros"/>
    public static Tensor Ones(TensorShape shape, MemoryLedger? ledger = null) => Full(shape, 1f, ledger);

    /// <summary>A tensor of one value.</summary>
    /// <param name="shape">The extents; at most 2,147,483,647 elements.</param>
    /// <param name="value">The value of every element.</param>
    /// <param name="ledger">What counts the memory; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape has too many elements.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room.</exception>
    public static Tensor Full(TensorShape shape, float value, MemoryLedger? ledger = null)
    {
        Tensor tensor = new(shape, ledger);
        tensor.Span.Fill(value);
        return tensor;
    }

    /// <summary>A copy of numbers.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="values">The elements row by row, as many as the shape has.</param>
    /// <param name="ledger">What counts the memory; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <exception cref="ArgumentException">The number of values is not the number of elements.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room.</exception>
    public static Tensor FromSpan(TensorShape shape, ReadOnlySpan<float> values, MemoryLedger? ledger = null)
    {
        if (values.Length != shape.ElementCount)
        {
            throw new ArgumentException($"{values.Length} values do not fill a tensor {shape} of {shape.ElementCount}.", nameof(values));
        }

        Tensor tensor = new(shape, ledger);
        values.CopyTo(tensor.Span);
        return tensor;
    }

    /// <summary>Numbers of the standard normal distribution, the same for the same seed.</summary>
    /// <param name="shape">The extents; at most 2,147,483,647 elements.</param>
    /// <param name="seed">The seed of a <see cref="Xoshiro256"/>.</param>
    /// <param name="ledger">What counts the memory; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape has too many elements.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room.</exception>
    public static Tensor Randn(TensorShape shape, long seed, MemoryLedger? ledger = null)
    {
        Tensor tensor = new(shape, ledger);
        Xoshiro256 random = new(seed);
        foreach (ref float element in tensor.Span)
        {
            element = (float)random.NextNormal();
        }

        return tensor;
    }

    /// <summary>Numbers uniform between two bounds, the same for the same seed.</summary>
    /// <param name="shape">The extents; at most 2,147,483,647 elements.</param>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound, at least <paramref name="low"/>; rounding to FP32 may reach it.</param>
    /// <param name="seed">The seed of a <see cref="Xoshiro256"/>.</param>
    /// <param name="ledger">What counts the memory; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are not finite or in the wrong order, or the shape has too many elements.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room.</exception>
    public static Tensor Uniform(TensorShape shape, float low, float high, long seed, MemoryLedger? ledger = null)
    {
        if (!float.IsFinite(low))
        {
            throw new ArgumentOutOfRangeException(nameof(low), low, "A bound must be finite.");
        }

        if (!float.IsFinite(high) || high < low)
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, "The upper bound must be finite and at least the lower.");
        }

        Tensor tensor = new(shape, ledger);
        Xoshiro256 random = new(seed);
        double width = (double)high - low;
        foreach (ref float element in tensor.Span)
        {
            element = (float)(low + (random.NextUniform() * width));
        }

        return tensor;
    }
}
