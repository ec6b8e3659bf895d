namespace InfernoOrleans.NeuralNetworks;

/// <summary>What is known of a network besides its weights.</summary>
/// <param name="Name">The name, such as <c>Classifier</c>.</param>
/// <param name="Version">The version of the description: <c>1.0</c>.</param>
/// <param name="Architecture">The sizes and the last activation, such as <c>784 → 128 → 64 → 10 (softmax)</c>.</param>
/// <param name="ParameterCount">The numbers that training changes.</param>
/// <param name="Created">When the network was built.</param>
public sealed record ModelMetadata(string Name, string Version, string Architecture, long ParameterCount, DateTimeOffset Created);
