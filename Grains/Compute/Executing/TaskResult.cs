using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Compute.Executing;

/// <summary>What came of a task.</summary>
/// <param name="Shape">Its extents; none for a single number.</param>
/// <param name="Data">Its elements in row-major order, little-endian 32-bit floats.</param>
/// <param name="Output">What agents were asked and answered, where they were.</param>
internal sealed record TaskResult(IReadOnlyList<int> Shape, byte[] Data, TaskActivation? Output = null);
