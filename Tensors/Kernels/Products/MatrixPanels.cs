namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Panels of a matrix of any strides.</summary>
internal readonly unsafe struct MatrixPanels(Matrix matrix) : IPanelSource
{
    public int Columns => matrix.Columns;

    public float* Row(int k) => matrix.ColumnStride == 1 ? matrix.At(k, 0) : null;

    public void Pack(int k, int inner, int column, int width, float* panel)
    {
        if (matrix.ColumnStride == 1)
        {
            for (int row = 0; row < inner; row++)
            {
                new ReadOnlySpan<float>(matrix.At(k + row, column), width).CopyTo(new Span<float>(panel + (row * WeightPanels.Columns), width));
            }

            return;
        }

        // Column by column: in the transpose of a matrix that is the order of memory.
        for (int c = 0; c < width; c++)
        {
            float* from = matrix.At(k, column + c);
            for (int row = 0; row < inner; row++)
            {
                panel[(row * WeightPanels.Columns) + c] = from[row * matrix.RowStride];
            }
        }
    }
}
