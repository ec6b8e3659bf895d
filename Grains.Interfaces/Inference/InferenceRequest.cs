namespace InfernoOrleans.Grains.Interfaces.Inference;

/// <summary>Rows to run through a network.</summary>
/// <param name="Rows">
/// Little-endian 32-bit floats, row after row. Bytes rather than floats, because Orleans writes an array of floats element by element.
/// The sender must not change them afterwards: within a process they are not copied.
/// </param>
/// <param name="Timeout">How long the sender waits; what is still queued then is dropped.</param>
/// <param name="Id">By which the sender can ask after it; 0 where it will not.</param>
[GenerateSerializer, Immutable, Alias("inferno.inference-request")]
public sealed record InferenceRequest([property: Id(0)] ReadOnlyMemory<byte> Rows, [property: Id(1)] TimeSpan Timeout, [property: Id(2)] long Id = 0);
