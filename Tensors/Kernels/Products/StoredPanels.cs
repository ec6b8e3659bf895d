using InfernoOrleans.Tensors.Quantization;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Panels of b[K, N] stored row by row in a type that isn't FP32, widened as they are taken.</summary>
internal readonly unsafe struct StoredPanels(byte* rows, TensorDType dtype, int columns) : IPanelSource
{
    public int Columns => columns;

    public float* Row(int k) => null;

    public void Pack(int k, int inner, int column, int width, float* panels)
    {
        byte* from = rows + (k * StoredRow.Bytes(dtype, columns)) + StoredRow.Bytes(dtype, column);
        for (int row = 0; row < inner; row++, panels += WeightPanels.Columns, from += StoredRow.Bytes(dtype, columns))
        {
            for (int c = 0; c < width; c += WeightPanels.Columns)
            {
                Span<float> part = new(panels + (c * inner), Math.Min(WeightPanels.Columns, width - c));
                StoredRow.Load(dtype, from + StoredRow.Bytes(dtype, c), part);
            }
        }
    }
}
