namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>An operand of a tensor task.</summary>
/// <param name="Shape">Its extents, at most four; none for a single number.</param>
/// <param name="Data">Its elements in row-major order: little-endian 32-bit floats.</param>
[GenerateSerializer, Immutable, Alias("inferno.task-tensor")]
public sealed record TaskTensor([property: Id(0)] IReadOnlyList<long> Shape, [property: Id(1)] ReadOnlyMemory<byte> Data);
