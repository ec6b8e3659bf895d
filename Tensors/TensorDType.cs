namespace InfernoOrleans.Tensors;

/// <summary>How numbers are stored.</summary>
public enum TensorDType
{
    /// <summary>32 bits: IEEE single precision.</summary>
    FP32,

    /// <summary>16 bits: IEEE half precision, 11 significant bits, magnitudes up to 65,504.</summary>
    FP16,

    /// <summary>16 bits: the upper half of FP32, 8 significant bits, the magnitudes of FP32.</summary>
    BF16,

    /// <summary>8.5 bits: blocks of 32 integers of 8 bits with one half as their scale (ggml's Q8_0).</summary>
    INT8,

    /// <summary>4.5 bits: blocks of 32 integers of 4 bits with one half as their scale (ggml's Q4_0).</summary>
    INT4,
}
