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

    /// <summary>A tensor of zeros of a type: mostly the destination of a conversion.</summary>
    /// <param name="shape">The extents; at most 2,147,483,647 elements.</param>
    /// <param name="dtype">How the numbers are stored.</param>
    /// <param name="ledger">What counts the memory; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape has too many elements, or there is no such type.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room.</exception>
    public static Tensor Zeros(TensorShape shape, TensorDType dtype, MemoryLedger? ledger = null) => new(shape, ledger, dtype);

    /// <summary>
    /// A tensor of whatever its memory held: for one whose elements are all written before any is read. Unlike
    /// <see cref="Zeros(TensorShape, MemoryLedger?)"/> it takes no longer for many elements than for few.
    /// </summary>
    /// <inheritdoc cref="Zeros(TensorShape, MemoryLedger?)" path="/param|/exception"/>
    public static Tensor Uninitialized(TensorShape shape, MemoryLedger? ledger = null) => new(shape, ledger, zeroed: false);

    /// <summary>A tensor of ones.</summary>
    /// <inheritdoc cref="Zeros(TensorShape, MemoryLedger?)"/>
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

    /// <summary>A copy of numbers as they are stored in a type, such as the blocks of a model file.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="dtype">The type.</param>
    /// <param name="bytes">The rows one after another, little-endian: <see cref="BytesFor"/> bytes. They may be anything: all bits are numbers.</param>
    /// <param name="ledger">What counts the memory; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <exception cref="ArgumentException">The number of bytes is another.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The shape has too many elements, or there is no such type.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room.</exception>
    public static Tensor FromBytes(TensorShape shape, TensorDType dtype, ReadOnlySpan<byte> bytes, MemoryLedger? ledger = null)
    {
        if (bytes.Length != BytesFor(shape, dtype))
        {
            throw new ArgumentException($"{bytes.Length} bytes do not fill a tensor {shape} of {dtype}: {BytesFor(shape, dtype)} do.", nameof(bytes));
        }

        Tensor tensor = new(shape, ledger, dtype);
        bytes.CopyTo(tensor.Bytes);
        return tensor;
    }

    /// <summary>The identity matrix: ones on the diagonal, else zeros.</summary>
    /// <param name="size">The number of rows and of columns, at least 0.</param>
    /// <param name="ledger">What counts the memory; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative, or above 46,340.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room.</exception>
    public static Tensor Eye(int size, MemoryLedger? ledger = null)
    {
        Tensor tensor = new(TensorShape.Matrix(size, size), ledger);
        Span<float> elements = tensor.Span;
        for (int i = 0; i < size; i++)
        {
            elements[(i * size) + i] = 1;
        }

        return tensor;
    }

    /// <summary>Numbers of equal distance: start, start + step, … to before <paramref name="stop"/>.</summary>
    /// <param name="start">The first.</param>
    /// <param name="stop">Where they end; it isn't among them.</param>
    /// <param name="step">The distance, not 0; negative where they fall.</param>
    /// <param name="ledger">What counts the memory; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <returns>A vector; empty where the step leads away from <paramref name="stop"/>. Each number is computed in FP64 and rounded once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A bound or the step is not finite, the step is 0, or there are too many numbers.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room.</exception>
    public static Tensor Arange(float start, float stop, float step = 1, MemoryLedger? ledger = null)
    {
        double count = Math.Max(0, Math.Ceiling(((double)stop - start) / step));
        if (!float.IsFinite(start) || !float.IsFinite(stop) || !float.IsFinite(step) || step == 0 || count > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, $"From {start} to {stop} there is no sequence of at most 2,147,483,647 such steps.");
        }

        Tensor tensor = new(TensorShape.Vector((int)count), ledger);
        Span<float> elements = tensor.Span;
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = (float)(start + (i * (double)step));
        }

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
