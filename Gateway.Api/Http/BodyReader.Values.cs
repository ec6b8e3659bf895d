using System.Text;
using System.Text.Json;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Texts, numbers and lists of them.</summary>
internal ref partial struct BodyReader
{
    /// <summary>Reads a text.</summary>
    public string? Text() => IsNull ? null : RequiredText();

    /// <summary>Reads true or false.</summary>
    public readonly bool? Flag() => json.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Wrong("true or false"),
    };

    /// <summary>Reads a whole number.</summary>
    public long? Whole() => IsNull ? null : RequiredWhole();

    /// <summary>Reads a whole number of 32 bits.</summary>
    public int? Small() => Whole() switch
    {
        null => null,
        >= int.MinValue and <= int.MaxValue and var number => (int)number,
        _ => throw Wrong($"a whole number from {int.MinValue} to {int.MaxValue}"),
    };

    /// <summary>Reads a number that is finite, as a 32-bit float too.</summary>
    public double? Number() =>
        IsNull ? null
        : json.TokenType != JsonTokenType.Number ? throw Wrong("a number")
        : json.TryGetDouble(out var number) && float.IsFinite((float)number) ? number
        : throw OutOfRange();

    /// <summary>Reads a list of numbers.</summary>
    /// <returns>Little-endian 32-bit floats.</returns>
    public ReadOnlyMemory<byte>? Floats()
    {
        if (!EnterList("a list of numbers"))
        {
            return null;
        }

        floats.Clear();
        while (NextItem(int.MaxValue))
        {
            if (json.TokenType != JsonTokenType.Number)
            {
                throw Wrong("a number");
            }

            if (!json.TryGetSingle(out var number) || !float.IsFinite(number))
            {
                throw OutOfRange();
            }

            if (numbers == mostNumbers)
            {
                depth--;
                throw Refusal($"With {Where} the body holds more than {mostNumbers:N0} numbers, which is the most allowed.");
            }

            floats.Append(number);
            numbers++;
        }

        return floats.ToBytes();
    }

    /// <summary>Reads a list of whole numbers.</summary>
    public IReadOnlyList<long>? Wholes()
    {
        if (!EnterList("a list of whole numbers"))
        {
            return null;
        }

        var wholes = new List<long>();
        while (NextItem())
        {
            wholes.Add(RequiredWhole());
        }

        return wholes;
    }

    /// <summary>Reads a list of texts.</summary>
    public IReadOnlyList<string>? Texts()
    {
        if (!EnterList("a list of texts"))
        {
            return null;
        }

        var texts = new List<string>();
        while (NextItem())
        {
            texts.Add(RequiredText());
        }

        return texts;
    }

    /// <summary>Reads an object whose fields have any names and texts as their values.</summary>
    public IReadOnlyDictionary<string, string>? TextsByName()
    {
        if (IsNull)
        {
            return null;
        }

        EnterObject();
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            path[depth - 1] = new Step("?", 0);
            var name = Unescaped();
            path[depth - 1] = new Step(Shorten(name), 0);
            json.Read();
            if (!texts.TryAdd(name, RequiredText()))
            {
                throw Refusal($"{Where} is given twice.");
            }

            if (texts.Count > MostItems)
            {
                depth--;
                throw Refusal($"{Where} has more than {MostItems:N0} fields, which is the most allowed.");
            }
        }

        depth--;
        return texts;
    }

    private readonly string RequiredText() => IsText ? Unescaped() : throw Wrong("a text");

    private readonly string Unescaped()
    {
        if (json.ValueSpan.Length > MostTextBytes)
        {
            throw Wrong($"a text of {MostTextBytes:N0} bytes at most");
        }

        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong("a text; halves of surrogate pairs are none");
        }
    }

    private readonly long RequiredWhole() =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) ? number : throw Wrong("a whole number");

    private readonly RefusedException OutOfRange() =>
        Refusal($"{Where} is {Shorten(Encoding.UTF8.GetString(json.ValueSpan))}, which is outside the range of 32-bit floats (±3.4e38).");
}
