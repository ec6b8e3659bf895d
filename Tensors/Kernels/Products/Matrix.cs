namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A matrix in borrowed memory: element [r, c] is <c>Start[r · RowStride + c · ColumnStride]</c>.</summary>
internal readonly unsafe struct Matrix(float* start, int rows, int columns, int rowStride, int columnStride)
{
    public float* Start { get; } = start;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public nint RowStride { get; } = rowStride;

    public nint ColumnStride { get; } = columnStride;

    public float* At(int row, int column) => Start + (row * RowStride) + (column * ColumnStride);
}
