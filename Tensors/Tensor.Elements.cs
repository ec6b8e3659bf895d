namespace InfernoOrleans.Tensors;

/// <content>Reading and writing elements.</content>
public sealed unsafe partial class Tensor
{
    /// <summary>The elements of a contiguous FP32 tensor, row by row, writable.</summary>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32, or isn't contiguous.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Span<float> Span
    {
        get
        {
            float* first = Floats;
            RequireContiguous();
            return new(first, (int)Shape.ElementCount);
        }
    }

    /// <summary>The elements of a contiguous FP32 tensor, row by row.</summary>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32, or isn't contiguous.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public ReadOnlySpan<float> ReadOnlySpan => Span;

    /// <summary>The bytes of a contiguous tensor as they are stored, whatever its type, writable: <see cref="NBytes"/> of them, little-endian.</summary>
    /// <exception cref="InvalidOperationException">The tensor isn't contiguous, or has more than 2,147,483,647 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Span<byte> Bytes
    {
        get
        {
            byte* first = FirstByte;
            RequireContiguous();
            return NBytes <= int.MaxValue
                ? new(first, (int)NBytes)
                : throw new InvalidOperationException($"A span cannot hold the {NBytes} bytes of a tensor {Shape}: take slices of it.");
        }
    }

    /// <summary>One element of an FP32 tensor.</summary>
    /// <param name="indices">One for each axis, from 0; or from the end, where −1 is the last.</param>
    /// <exception cref="ArgumentException">The number of indices isn't the rank.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its axis.</exception>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public float this[params ReadOnlySpan<int> indices]
    {
        get
        {
            float element = *At(indices);
            GC.KeepAlive(this);
            return element;
        }

        set
        {
            *At(indices) = value;
            GC.KeepAlive(this);
        }
    }

    private float* At(ReadOnlySpan<int> indices)
    {
        float* element = Floats;
        if (indices.Length != Shape.Rank)
        {
            throw new ArgumentException($"{indices.Length} indices do not name an element of a tensor {Shape}.", nameof(indices));
        }

        for (int axis = 0; axis < indices.Length; axis++)
        {
            int extent = Shape[axis];
            int index = indices[axis] < 0 ? indices[axis] + extent : indices[axis];
            if (index < 0 || index >= extent)
            {
                throw new ArgumentOutOfRangeException(nameof(indices), indices[axis], $"The index of axis {axis} is outside a tensor {Shape}.");
            }

            element += (nint)index * layout.Stride(axis);
        }

        return element;
    }

    private void RequireContiguous()
    {
        if (!IsContiguous)
        {
            throw new InvalidOperationException($"The elements of this view {Shape} are not side by side: ToContiguous copies them.");
        }
    }
}
