namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Panels of a matrix of any strides.</summary>
internal readonly unsafe struct MatrixPanels(Matrix matrix) : IPanelSource
{
    public int Columns => matrix.Columns;

    public float* Row(int k) => matrix.ColumnStride == 1 ? matrix.At(k, 0) : null;

    public void Pack(int k, int inner, int column, int width, float* panels)
    {
        if (matrix.ColumnStride == 1)
        {
            // Row by row: in a row the panels' parts follow each other.
            for (int row = 0; row < inner; row++, panels += WeightPanels.Columns)
            {
                for (int c = 0; c < width; c += WeightPanels.Columns)
                {
                    int count = Math.Min(WeightPanels.Columns, width - c);
                    new ReadOnlySpan<float>(matrix.At(k + row, column + c), count).CopyTo(new Span<float>(panels + (c * inner), count));
                }
            }

            return;
        }

        for (int c = 0; c < width; c += WeightPanels.Columns)
        {
            PackPanel(matrix.At(k, column + c), inner, Math.Min(WeightPanels.Columns, width - c), panels + (c * inner));
        }
    }

    private void PackPanel(float* first, int inner, int width, float* panel)
    {
        if (matrix.RowStride == 1)
        {
            StridedTranspose.Apply(first, matrix.ColumnStride, panel, WeightPanels.Columns, width, inner);
            return;
        }

        for (int c = 0; c < width; c++)
        {
            for (int row = 0; row < inner; row++)
            {
                panel[(row * WeightPanels.Columns) + c] = first[(row * matrix.RowStride) + (c * matrix.ColumnStride)];
            }
        }
    }
}
