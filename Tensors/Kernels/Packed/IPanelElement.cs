using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A type in which a panel's weights are stored, and how its vectors become FP32.</summary>
internal unsafe interface IPanelElement
{
    /// <summary>The bytes of an element.</summary>
    static abstract int Bytes { get; }

    static abstract Vector512<float> Load512(byte* source);

    static abstract Vector256<float> Load256(byte* source);

    static abstract Vector128<float> Load128(byte* source);

    /// <summary>One element as FP32: the truth.</summary>
    static abstract float Load(byte* source);

    /// <summary>One element, rounded to nearest even.</summary>
    static abstract void Store(float value, byte* destination);
}
