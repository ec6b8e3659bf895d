namespace InfernoOrleans.Tensors;

/// <summary>A tensor and the name by which a file or a network knows it, such as <c>0.weight</c>.</summary>
/// <param name="Name">The name, unique in its file or network.</param>
/// <param name="Tensor">The tensor; naming it doesn't transfer its ownership.</param>
public readonly record struct NamedTensor(string Name, Tensor Tensor);
