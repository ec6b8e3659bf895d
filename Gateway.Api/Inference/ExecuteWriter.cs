using System.Runtime.InteropServices;
using System.Text.Json;

namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>Writes <c>{"success":true,"result":[…],"error":null}</c> straight onto the wire, flushing as it goes.</summary>
internal static class ExecuteWriter
{
    private const int NumbersBetweenFlushes = 4_096;

    /// <summary>Writes the answer.</summary>
    /// <param name="response">The response.</param>
    /// <param name="rows">The results as little-endian 32-bit floats.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteBoolean("success"u8, true);
        json.WriteStartArray("result"u8);
        var total = rows.Length / sizeof(float);
        for (var from = 0; from < total; from += NumbersBetweenFlushes)
        {
            WriteNumbers(json, rows.Span, from, Math.Min(from + NumbersBetweenFlushes, total));
            if (from + NumbersBetweenFlushes < total)
            {
                json.Flush();
                await response.BodyWriter.FlushAsync(cancellationToken);
            }
        }

        json.WriteEndArray();
        json.WriteNull("error"u8);
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteNumbers(Utf8JsonWriter json, ReadOnlySpan<byte> rows, int from, int to)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(rows);
        for (var i = from; i < to; i++)
        {
            json.WriteNumberValue(numbers[i]);
        }
    }
}
