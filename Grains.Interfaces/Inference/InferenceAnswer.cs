namespace InfernoOrleans.Grains.Interfaces.Inference;

/// <summary>The outputs of the rows of one request.</summary>
/// <param name="Rows">Little-endian 32-bit floats, row after row. Not to be changed by the receiver.</param>
/// <param name="QueueDepth">Requests that waited at the replica when the answer left; callers prefer replicas with few.</param>
[GenerateSerializer, Immutable, Alias("inferno.inference-answer")]
public sealed record InferenceAnswer([property: Id(0)] ReadOnlyMemory<byte> Rows, [property: Id(1)] int QueueDepth);
