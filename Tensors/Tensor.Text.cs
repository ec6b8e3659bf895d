using InfernoOrleans.Tensors.Quantization;

namespace InfernoOrleans.Tensors;

/// <content>A tensor as text.</content>
public sealed unsafe partial class Tensor
{
    /// <summary>Shape, type and elements, for a person: <c>Tensor [2, 2] FP32</c>, then the rows in brackets with six significant digits.</summary>
    /// <remarks>Of more than 1,000 elements only the first and last three along each axis. The same in every culture; it never throws.</remarks>
    public override string ToString() =>
        buffer is null ? $"Tensor {Shape} {DType}, disposed" : $"Tensor {Shape} {DType}\n{new TensorText(Shape, Read)}";

    /// <summary>One element of any type.</summary>
    private float Read(ReadOnlySpan<int> indices)
    {
        if (DType == TensorDType.FP32)
        {
            return this[indices];
        }

        long row = 0;
        for (int axis = 0; axis < indices.Length - 1; axis++)
        {
            row = (row * Shape[axis]) + indices[axis];
        }

        int column = indices.IsEmpty ? 0 : indices[^1];
        int block = column / StoredRow.Block * StoredRow.Block;
        Span<float> numbers = stackalloc float[StoredRow.Block];
        byte* bytes = FirstByte + (row * StoredRow.Bytes(DType, LastExtent(Shape))) + StoredRow.Bytes(DType, block);
        StoredRow.Load(DType, bytes, numbers[..(column - block + 1)]);
        GC.KeepAlive(this);
        return numbers[column - block];
    }
}
