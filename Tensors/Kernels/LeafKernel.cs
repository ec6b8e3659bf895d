using System.Runtime.CompilerServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>How the runtime should compile a loop that does the work itself.</summary>
internal static class LeafKernel
{
    /// <summary>
    /// Fully from the first call on; and by itself: a loop that the runtime has seen to be hot it would inline, where it gets fewer registers.
    /// </summary>
    public const MethodImplOptions Options = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
