using System.Runtime.CompilerServices;
using InfernoOrleans.Tensors.Quantization;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Panels of b[K, N] stored as its transpose w[N, K], row by row in a type that isn't FP32, widened as they are taken.</summary>
internal readonly unsafe struct StoredTransposePanels(byte* rows, TensorDType dtype, int columns, int inputs) : IPanelSource
{
    public int Columns => columns;

    public float* Row(int k) => null;

    [SkipLocalsInit]
    public void Pack(int k, int inner, int column, int width, float* panels)
    {
        // Some rows of the transpose at a time, 16 KB; a panel is a multiple of them.
        const int Rows = 16;
        float* wide = stackalloc float[Rows * MatrixProduct.InnerBlock];
        for (int c = 0; c < width; c += Rows)
        {
            int count = Math.Min(Rows, width - c);
            for (int row = 0; row < count; row++)
            {
                byte* from = rows + ((column + c + row) * StoredRow.Bytes(dtype, inputs)) + StoredRow.Bytes(dtype, k);
                StoredRow.Load(dtype, from, new Span<float>(wide + (row * inner), inner));
            }

            int within = c % WeightPanels.Columns;
            StridedTranspose.Apply(wide, inner, panels + ((c - within) * inner) + within, WeightPanels.Columns, count, inner);
        }
    }
}
