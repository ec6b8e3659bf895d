namespace InfernoOrleans.Tensors.Formats;

/// <summary>The element types that the safetensors format knows.</summary>
internal static class SafetensorsDType
{
    /// <summary>The bytes of one element, or 0 where the format doesn't know the type.</summary>
    public static int Width(string name) => name switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" => 1,
        _ => 0,
    };

    /// <summary>Whether we read elements of the type as FP32.</summary>
    public static bool IsReadable(string name) => name is "F64" or "F32" or "F16" or "BF16";
}
