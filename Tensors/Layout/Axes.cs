using System.Runtime.CompilerServices;

namespace InfernoOrleans.Tensors.Layout;

/// <summary>A number for each axis of the highest rank.</summary>
[InlineArray(TensorShape.MaxRank)]
internal struct Axes
{
    private int first;
}
