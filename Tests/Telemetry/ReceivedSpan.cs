using System.Text;

namespace InfernoOrleans.Tests.Telemetry;

/// <summary>A span as it was sent (opentelemetry.proto.trace.v1).</summary>
/// <param name="Service">The service and its instance that sent it.</param>
/// <param name="Name">What was done.</param>
/// <param name="TraceId">The trace, in hexadecimal.</param>
/// <param name="Id">Its id.</param>
/// <param name="Parent">That of its parent; empty for the first of a trace.</param>
/// <param name="Start">When it began, in nanoseconds.</param>
/// <param name="End">When it ended.</param>
/// <param name="Tags">What is said of it; numbers as texts.</param>
/// <param name="Links">The ids of spans that it names.</param>
internal sealed record ReceivedSpan(
    string Service, string Name, string TraceId, string Id, string Parent, ulong Start, ulong End, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Links)
{
    /// <summary>The spans of one ExportTraceServiceRequest.</summary>
    public static IEnumerable<ReceivedSpan> Read(ReadOnlyMemory<byte> request)
    {
        foreach (var resourceSpans in ProtobufField.All(request, 1))
        {
            var resource = Tagged(ProtobufField.All(resourceSpans.Bytes, 1).Single().Bytes, 1);
            var service = $"{resource["service.name"]} {resource["service.instance.id"]}";
            foreach (var span in ProtobufField.All(resourceSpans.Bytes, 2).SelectMany(scope => ProtobufField.All(scope.Bytes, 2)))
            {
                yield return new ReceivedSpan(
                    service,
                    Encoding.UTF8.GetString(Only(span, 5).Span),
                    Convert.ToHexStringLower(Only(span, 1).Span),
                    Convert.ToHexStringLower(Only(span, 2).Span),
                    Convert.ToHexStringLower(Only(span, 4).Span),
                    ProtobufField.All(span.Bytes, 7).Single().Number,
                    ProtobufField.All(span.Bytes, 8).Single().Number,
                    Tagged(span.Bytes, 9),
                    [.. ProtobufField.All(span.Bytes, 13).Select(link => Convert.ToHexStringLower(Only(link, 2).Span))]);
            }
        }
    }

    private static ReadOnlyMemory<byte> Only(ProtobufField message, int field) =>
        ProtobufField.All(message.Bytes, field).Select(found => found.Bytes).SingleOrDefault();

    /// <summary>A list of KeyValue, whose values are texts or whole numbers.</summary>
    private static Dictionary<string, string> Tagged(ReadOnlyMemory<byte> message, int field) =>
        ProtobufField.All(message, field).ToDictionary(
            pair => Encoding.UTF8.GetString(Only(pair, 1).Span),
            pair => ProtobufField.All(Only(pair, 2)).First() is { Field: 1 } text
                ? Encoding.UTF8.GetString(text.Bytes.Span)
                : $"{ProtobufField.All(Only(pair, 2)).First().Number}");
}
