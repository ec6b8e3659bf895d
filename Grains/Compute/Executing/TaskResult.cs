namespace InfernoOrleans.Grains.Compute.Executing;

/// <summary>What a task computed.</summary>
/// <param name="Shape">Its extents; none for a single number.</param>
/// <param name="Data">Its elements in row-major order, little-endian 32-bit floats.</param>
internal sealed record TaskResult(IReadOnlyList<int> Shape, byte[] Data);
