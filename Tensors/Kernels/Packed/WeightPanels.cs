using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>
/// The layout of packed FP32 weights W[N, K]: panels of 32 outputs, <c>[N / 32][K][32]</c>, so that a step over k reads two whole cache
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
    public static void Pack(ReadOnlySpan<float> weight, float* panels, int outputs, int inputs)
    {
        Debug.Assert(weight.Length == (long)outputs * inputs);
        fixed (float* source = weight)
        {
            for (int n = 0; n < outputs; n++)
            {
                float* panel = panels + (n / Columns * (long)Columns * inputs) + (n % Columns);
                Scatter(source + ((long)n * inputs), panel, inputs);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(float* row, float* column, int inputs)
    {
        for (nint k = 0; k < inputs; k++)
        {
            column[k * Columns] = row[k];
        }
    }
}
