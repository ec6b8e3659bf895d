namespace InfernoOrleans.Tensors.Formats;

/// <summary>One tensor that a safetensors file lists.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="DType">The element type in the words of the format: <c>F32</c>, <c>BF16</c>, …</param>
/// <param name="Shape">The extents; rank 0 and empty tensors are legal.</param>
/// <param name="Begin">Offset of the first byte from the start of the data.</param>
/// <param name="End">Offset past the last byte.</param>
public sealed record SafetensorsEntry(string Name, string DType, TensorShape Shape, long Begin, long End)
{
    /// <summary>Whether <see cref="SafetensorsReader.Read"/> can turn the elements into FP32: F64, F32, F16 and BF16.</summary>
    public bool IsReadable => SafetensorsDType.IsReadable(DType);
}
