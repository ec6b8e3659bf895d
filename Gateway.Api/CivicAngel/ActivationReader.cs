using System.Diagnostics;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>Reads what agents are asked. Whether they can answer it is for the cluster to say; here it only has the right shape.</summary>
internal static class ActivationReader
{
    private static readonly FieldNames ActivationFields = FieldNames.Of(ApiJson.Default.ActivationBody);
    private static readonly FieldNames GestureFields = FieldNames.Of(ApiJson.Default.GestureBody);

    /// <summary>Reads an activation.</summary>
    /// <exception cref="RefusedException">It is not such a body; the message says where.</exception>
    public static ActivationInput Read(ReadOnlySpan<byte> body, int mostNumbers) => BodyReader.Read(body, mostNumbers, ReadInput);

    /// <summary>Reads a gesture.</summary>
    /// <exception cref="RefusedException">It is not such a body, or names no gesture; the message says where.</exception>
    public static ActivationInput ReadGesture(ReadOnlySpan<byte> body, int mostNumbers)
    {
        var input = BodyReader.Read(body, mostNumbers, static (ref gesture) => ReadInput(ref gesture, GestureFields));
        return string.IsNullOrWhiteSpace(input.Gesture)
            ? throw RefusedException.Invalid("gesture", $"gesture must be a text of 1 to {ActivationInput.MaxWord} characters that is not blank.")
            : input;
    }

    /// <summary>Reads an activation that is part of a body.</summary>
    /// <exception cref="RefusedException">It is not such an object; the message says where.</exception>
    public static ActivationInput ReadInput(ref BodyReader body) => ReadInput(ref body, ActivationFields);

    private static ActivationInput ReadInput(ref BodyReader body, FieldNames fields)
    {
        string? description = null, symbol = null, gesture = null, glyph = null, color = null;
        long? depth = null;
        ReadOnlyMemory<byte>? data = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(fields, ref seen) is { } field)
        {
            switch (field)
            {
                case "description": description = body.Text(); break;
                case "symbol": symbol = body.Text(); break;
                case "gesture": gesture = body.Text(); break;
                case "glyph": glyph = body.Text(); break;
                case "color": color = body.Text(); break;
                case "depth": depth = body.Whole(); break;
                case "data": data = body.Floats(); break;
                default: throw new UnreachableException(field);
            }
        }

        return new ActivationInput(description, symbol, gesture, glyph, color, depth, data);
    }
}
