using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>
/// The layout of packed weights W[N, K] that are not quantized: panels of 32 outputs, <c>[N / 32][K][32]</c>, so that a step over k reads whole cache
/// lines. The last panel is padded with zeros.
/// </summary>
internal static unsafe class WeightPanels
{
    /// <summary>The outputs of a panel.</summary>
    public const int Columns = 32;

    /// <summary>The elements of all panels.</summary>
    public static long Elements(int outputs, int inputs) => PanelCount(outputs) * Columns * (long)inputs;

    public static int PanelCount(int outputs) => (int)(((long)outputs + Columns - 1) / Columns);

    /// <summary>Packs rows of weights, each K long and belonging to one output, into zeroed panels.</summary>
    public static void Pack<TElement>(ReadOnlySpan<float> weight, byte* panels, int outputs, int inputs)
        where TElement : struct, IPanelElement
    {
        Debug.Assert(weight.Length == (long)outputs * inputs);
        fixed (float* source = weight)
        {
            for (int n = 0; n < outputs; n++)
            {
                long start = (n / Columns * (long)Columns * inputs) + (n % Columns);
                Scatter<TElement>(source + ((long)n * inputs), panels + (start * TElement.Bytes), inputs);
            }
        }
    }

    /// <summary>The whole of a panel's block as FP32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen<TLanes, TVector, TElement>(byte* panel, float* wide, nint inner)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
        where TElement : struct, IPanelElement
    {
        for (nint i = 0; i < inner * Columns; i += TLanes.Count)
        {
            TLanes.Store(TLanes.Load<TElement>(panel + (i * TElement.Bytes)), wide + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter<TElement>(float* row, byte* column, int inputs)
        where TElement : struct, IPanelElement
    {
        for (nint k = 0; k < inputs; k++)
        {
            TElement.Store(row[k], column + (k * Columns * TElement.Bytes));
        }
    }
}
