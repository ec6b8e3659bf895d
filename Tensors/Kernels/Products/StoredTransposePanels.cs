using System.Runtime.CompilerServices;
using InfernoOrleans.Tensors.Quantization;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Panels of b[K, N] stored as its transpose w[N, K], row by row in a type that isn't FP32, widened as they are taken.</summary>
internal readonly unsafe struct StoredTransposePanels(byte* rows, TensorDType dtype, int columns, int inputs) : IPanelSource
{
    public int Columns => columns;

    public float* Row(int k) => null;

    [SkipLocalsInit]
    public void Pack(int k, int inner, int column, int width, float* panel)
    {
        float* wide = stackalloc float[MatrixProduct.InnerBlock];
        for (int c = 0; c < width; c++)
        {
            byte* from = rows + ((column + c) * StoredRow.Bytes(dtype, inputs)) + StoredRow.Bytes(dtype, k);
            StoredRow.Load(dtype, from, new Span<float>(wide, inner));
            for (int row = 0; row < inner; row++)
            {
                panel[(row * WeightPanels.Columns) + c] = wide[row];
            }
        }
    }
}
