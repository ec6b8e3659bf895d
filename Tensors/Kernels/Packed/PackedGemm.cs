using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>y[M, N] = epilogue(x[M, K] · W[N, K]ᵀ + b[N]) with W in panels. x and y are row-major; b may be empty; y overlaps nothing.</summary>
/// <remarks>
/// y[m, n] is b[n] to which x[m, k] · W[n, k] is added for k = 0, 1, … K − 1, each product and sum rounded once. That is the order at every
/// width and for every M, so all forms agree bit for bit, and NaN and infinity go where IEEE sends them.
/// </remarks>
internal static unsafe class PackedGemm
{
    /// <summary>The elements of scratch that a product of so many rows wants at most, whatever the width.</summary>
    public static int ScratchElements(int rows, int outputs) => PanelProduct<Lanes256, Vector256<float>>.ScratchElements(rows, outputs);

    /// <summary>The outputs of the panels from <paramref name="firstPanel"/> to before <paramref name="lastPanel"/>, in every row.</summary>
    public static void Apply(
        ReadOnlySpan<float> x,
        float* panels,
        ReadOnlySpan<float> bias,
        Span<float> y,
        int rows,
        int inputs,
        int outputs,
        int firstPanel,
        int lastPanel,
        Span<float> scratch,
        Epilogue epilogue,
        KernelWidth width)
    {
        Debug.Assert(x.Length == (long)rows * inputs && y.Length == (long)rows * outputs && (bias.IsEmpty || bias.Length == outputs));
        Debug.Assert(scratch.Length >= ScratchElements(rows, outputs));
        if (rows == 0)
        {
            return;
        }

        int first = firstPanel * WeightPanels.Columns;
        int last = (int)Math.Min(outputs, (long)lastPanel * WeightPanels.Columns);
        for (int row = 0; row < rows; row++)
        {
            Span<float> start = y.Slice((row * outputs) + first, last - first);
            if (bias.IsEmpty)
            {
                start.Clear();
            }
            else
            {
                bias[first..last].CopyTo(start);
            }
        }

        fixed (float* a = x, c = y, s = scratch)
        {
            switch (width)
            {
                case KernelWidth.Vector512:
                    PanelProduct<Lanes512, Vector512<float>>.Accumulate(a, panels, c, rows, inputs, outputs, firstPanel, lastPanel, s, epilogue);
                    break;
                case KernelWidth.Vector256:
                    PanelProduct<Lanes256, Vector256<float>>.Accumulate(a, panels, c, rows, inputs, outputs, firstPanel, lastPanel, s, epilogue);
                    break;
                case KernelWidth.Vector128:
                    PanelProduct<Lanes128, Vector128<float>>.Accumulate(a, panels, c, rows, inputs, outputs, firstPanel, lastPanel, s, epilogue);
                    break;
                default:
                    Accumulate(a, panels, c, rows, inputs, outputs, first, last);
                    epilogue.Apply(c + first, outputs, rows, last - first);
                    break;
            }
        }
    }

    /// <summary>The truth: one output after another, one number after another.</summary>
    private static void Accumulate(float* a, float* panels, float* c, int rows, int inputs, int outputs, int first, int last)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int n = first; n < last; n++)
            {
                float* weight = panels + (n / WeightPanels.Columns * (nint)WeightPanels.Columns * inputs) + (n % WeightPanels.Columns);
                float sum = c[((nint)row * outputs) + n];
                for (nint k = 0; k < inputs; k++)
                {
                    sum = float.FusedMultiplyAdd(a[((nint)row * inputs) + k], weight[k * WeightPanels.Columns], sum);
                }

                c[((nint)row * outputs) + n] = sum;
            }
        }
    }
}
