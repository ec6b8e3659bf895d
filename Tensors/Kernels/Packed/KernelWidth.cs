namespace InfernoOrleans.Tensors.Kernels;

/// <summary>The forms that a kernel has, narrowest first.</summary>
internal enum KernelWidth
{
    /// <summary>Plain C#, one number at a time: what the others are held to.</summary>
    Scalar,

    /// <summary>128 bits through the portable vectors: SSE, or NEON on ARM.</summary>
    Vector128,

    /// <summary>256 bits: AVX2 with FMA.</summary>
    Vector256,

    /// <summary>512 bits: AVX-512 F and BW.</summary>
    Vector512,
}
