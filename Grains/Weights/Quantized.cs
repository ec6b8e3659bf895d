using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Weights;

/// <summary>The ways in which a deployment may hold its weights.</summary>
internal static class Quantized
{
    private static readonly TensorDType[] Offered = [TensorDType.FP32, TensorDType.FP16, TensorDType.INT8, TensorDType.INT4];

    /// <summary>Reads a request's <c>dtype</c>; FP32 when absent.</summary>
    /// <exception cref="RefusedException">It is another word.</exception>
    public static TensorDType Parse(string? dtype)
    {
        var at = dtype is null ? 0 : Array.FindIndex(Offered, offered => offered.ToString() == dtype);
        return at >= 0
            ? Offered[at]
            : throw RefusedException.Invalid("dtype", $"dtype must be one of {string.Join(", ", Offered)}.");
    }
}
