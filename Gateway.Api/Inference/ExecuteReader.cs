using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>
/// Reads <c>{"data":[…]}</c> straight off the wire into 32-bit floats: no text, no list, no document in between, and no more of the
/// body in memory than has arrived and is not parsed yet.
/// </summary>
internal struct ExecuteReader
{
    private const string Shape = "The body must be {\"data\":[…]}, a list of numbers.";

    /// <summary>Room made before a number has arrived; what a model takes must not decide it.</summary>
    private const int MostExpected = 4_096;

    /// <summary>What is not a whole token yet is read again with the next piece: it must not grow without end.</summary>
    private const int LongestToken = 64 * 1_024;

    private JsonReaderState state;
    private int most;
    private byte[] values;
    private int count;
    private Place place;

    private enum Place
    {
        Start,
        Object,
        Data,
        Numbers,
        AfterNumbers,
        End,
    }

    /// <summary>Reads the body of a request.</summary>
    /// <param name="body">The body.</param>
    /// <param name="expected">How many numbers there probably are.</param>
    /// <param name="most">How many numbers are allowed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The numbers as little-endian bytes, in an array of exactly their length.</returns>
    /// <exception cref="RefusedException">It is something else, or a number is not a finite 32-bit float.</exception>
    public static async Task<byte[]> ReadAsync(PipeReader body, int expected, int most, CancellationToken cancellationToken)
    {
        var reader = new ExecuteReader
        {
            state = new JsonReaderState(new JsonReaderOptions { MaxDepth = 8 }),
            most = most,
            values = GC.AllocateUninitializedArray<byte>(Math.Clamp(expected, 1, MostExpected) * sizeof(float)),
        };
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var consumed = read.Buffer.End;
            try
            {
                consumed = reader.Parse(read.Buffer, read.IsCompleted);
                if (read.Buffer.Slice(consumed).Length > LongestToken)
                {
                    throw RefusedException.Invalid("data", $"{Shape} Something in it is longer than any number.");
                }
            }
            finally
            {
                // After a refusal too: the server reads the rest of the body, so that the connection can be used again.
                body.AdvanceTo(consumed, read.Buffer.End);
            }

            if (read.IsCompleted)
            {
                return reader.Finish();
            }
        }
    }

    private SequencePosition Parse(in ReadOnlySequence<byte> buffer, bool isLast)
    {
        try
        {
            var json = new Utf8JsonReader(buffer, isLast, state);
            while (json.Read())
            {
                Take(ref json);
            }

            state = json.CurrentState;
            return json.Position;
        }
        catch (JsonException exception)
        {
            throw JsonBody.Malformed(exception);
        }
        catch (InvalidOperationException)
        {
            // A name with an escaped half of a surrogate pair is no text and cannot be compared.
            throw RefusedException.Invalid("data", $"{Shape} It has another field.");
        }
    }

    private void Take(ref Utf8JsonReader json)
    {
        switch (place, json.TokenType)
        {
            case (Place.Numbers, JsonTokenType.Number):
                Append(ref json);
                break;
            case (Place.Start, JsonTokenType.StartObject):
                place = Place.Object;
                break;
            case (Place.Object, JsonTokenType.PropertyName) when json.ValueTextEquals("data"u8):
                place = Place.Data;
                break;
            case (Place.Data, JsonTokenType.StartArray):
                place = Place.Numbers;
                break;
            case (Place.Numbers, JsonTokenType.EndArray):
                place = Place.AfterNumbers;
                break;
            case (Place.AfterNumbers, JsonTokenType.EndObject):
                place = Place.End;
                break;
            case (Place.Object or Place.AfterNumbers, JsonTokenType.PropertyName):
                throw RefusedException.Invalid("data", $"{Shape} It has another field, or data twice.");
            case (Place.Numbers, _):
                throw RefusedException.Invalid($"data[{count}]", $"data[{count}] must be a number.");
            case (Place.Data, _):
                throw RefusedException.Invalid("data", "data must be a list of numbers.");
            default:
                throw RefusedException.Invalid("data", Shape);
        }
    }

    private void Append(ref Utf8JsonReader json)
    {
        if (!json.TryGetSingle(out var value) || !float.IsFinite(value))
        {
            var text = Encoding.UTF8.GetString(json.HasValueSequence ? json.ValueSequence.ToArray() : json.ValueSpan);
            throw RefusedException.Invalid(
                $"data[{count}]", $"data[{count}] is {(text.Length <= 40 ? text : $"{text[..40]}…")}, which is outside the range of 32-bit floats (±3.4e38).");
        }

        if (count == most)
        {
            throw RefusedException.Invalid("data", $"data holds more than {most:N0} numbers, which is the most allowed. Send fewer rows at a time.");
        }

        if ((count + 1) * sizeof(float) > values.Length)
        {
            Array.Resize(ref values, values.Length * 2);
        }

        MemoryMarshal.Write(values.AsSpan(count * sizeof(float)), value);
        count++;
    }

    private byte[] Finish()
    {
        if (place != Place.End)
        {
            throw RefusedException.Invalid("data", Shape);
        }

        if (values.Length != count * sizeof(float))
        {
            Array.Resize(ref values, count * sizeof(float));
        }

        return values;
    }
}
