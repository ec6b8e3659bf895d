namespace InfernoOrleans.Grains.Telemetry;

/// <summary>The ways of the OpenTelemetry protocol.</summary>
public enum OtlpTransport
{
    /// <summary>HTTP with protocol buffers; collectors listen on port 4318.</summary>
    HttpProtobuf = 0,

    /// <summary>gRPC; collectors listen on port 4317.</summary>
    Grpc = 1,
}
