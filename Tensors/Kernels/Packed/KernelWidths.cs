using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>The one place that decides which form of the kernels this machine runs.</summary>
internal static class KernelWidths
{
    /// <summary>The widest form that the machine has and the runtime's switches allow.</summary>
    public static readonly KernelWidth Widest = Choose();

    /// <summary>Every form that runs here, narrowest first.</summary>
    public static IEnumerable<KernelWidth> Available => Enum.GetValues<KernelWidth>().Where(width => width <= Widest);

    private static KernelWidth Choose()
    {
        // Both conditions: DOTNET_PreferredVectorBitWidth clears only the first, DOTNET_EnableAVX512 both.
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512BW.IsSupported)
        {
            return KernelWidth.Vector512;
        }

        if (Vector256.IsHardwareAccelerated && Avx2.IsSupported && Fma.IsSupported)
        {
            return KernelWidth.Vector256;
        }

        return Vector128.IsHardwareAccelerated ? KernelWidth.Vector128 : KernelWidth.Scalar;
    }
}
