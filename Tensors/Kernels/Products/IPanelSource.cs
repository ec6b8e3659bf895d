namespace InfernoOrleans.Tensors.Kernels;

/// <summary>The right operand of a product, b[K, N], from which the kernel takes panels.</summary>
internal unsafe interface IPanelSource
{
    /// <summary>N.</summary>
    int Columns { get; }

    /// <summary>Row <paramref name="k"/> where its elements lie side by side as FP32, else null.</summary>
    float* Row(int k);

    /// <summary>
    /// Writes b[k .. k + inner, column .. column + width] as panels, <c>[width / 32][inner][32]</c>. What is beyond the width may hold anything.
    /// Both <paramref name="k"/> and <paramref name="column"/> are multiples of 32.
    /// </summary>
    void Pack(int k, int inner, int column, int width, float* panels);
}
