using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>
/// Reads a body of nested objects in one pass and knows where it is, so that a refusal names <c>tasks[2].data[1]</c>. Every method reads
/// one value, to its last token; null stands for a field that is not given.
/// </summary>
internal ref partial struct BodyReader
{
    /// <summary>The most items of a list of anything but numbers; what fits one is for those to say who know what it means.</summary>
    public const int MostItems = 1_024;

    /// <summary>The most bytes of a text, as it is sent: what any may have, all of it escaped, and then some.</summary>
    public const int MostTextBytes = 32 << 10;

    private const int MostDepth = 8;
    private const int MostShown = 40;

    private readonly int mostNumbers;
    private Utf8JsonReader json;
    private readonly FloatBuffer floats;
    private Path path;
    private int depth;
    private int numbers;

    private BodyReader(ReadOnlySpan<byte> body, FloatBuffer floats, int mostNumbers)
    {
        json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MostDepth });
        this.floats = floats;
        this.mostNumbers = mostNumbers;
    }

    /// <summary>Reads one value.</summary>
    public delegate T Reading<out T>(ref BodyReader body);

    /// <summary>Reads a body that must be one object.</summary>
    /// <param name="body">The body.</param>
    /// <param name="mostNumbers">How many numbers its lists may hold together.</param>
    /// <param name="reading">Reads the object.</param>
    /// <exception cref="RefusedException">It is not JSON, or a field has a wrong type, is unknown or is given twice.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body, int mostNumbers, Reading<T> reading)
    {
        using var floats = new FloatBuffer();
        try
        {
            var reader = new BodyReader(body, floats, mostNumbers);
            reader.json.Read();
            var value = reading(ref reader);

            // To the end: nothing may follow.
            reader.json.Read();
            return value;
        }
        catch (JsonException exception)
        {
            throw JsonBody.Malformed(exception);
        }
    }

    /// <summary>Whether the value is a text.</summary>
    public readonly bool IsText => json.TokenType == JsonTokenType.String;

    /// <summary>Whether the value is null.</summary>
    public readonly bool IsNull => json.TokenType == JsonTokenType.Null;

    /// <summary>Enters an object, whose fields are then read with <see cref="NextField"/> until there is none.</summary>
    public void EnterObject()
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw depth == 0 ? new RefusedException(RefusalReason.Invalid, "The body must be a JSON object.") : Wrong("an object");
        }

        depth++;
    }

    /// <summary>Goes to the value of the next field.</summary>
    /// <param name="names">The fields that there may be.</param>
    /// <param name="seen">Those that there were, zero to begin with.</param>
    /// <returns>The field's name; null at the end of the object.</returns>
    public string? NextField(FieldNames names, ref ulong seen)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject)
        {
            depth--;
            return null;
        }

        var field = Find(names);
        path[depth - 1] = new Step(names.Names[field], 0);
        if ((seen & (1UL << field)) != 0)
        {
            throw Refusal($"{Where} is given twice.");
        }

        seen |= 1UL << field;
        json.Read();
        return names.Names[field];
    }

    /// <summary>Enters a list, whose items are then read with <see cref="NextItem"/> until there is none.</summary>
    /// <param name="what">What it must be.</param>
    /// <returns>False where the value is null.</returns>
    public bool EnterList(string what)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong(what);
        }

        depth++;
        path[depth - 1] = new Step(Name: null, -1);
        return true;
    }

    /// <summary>Goes to the next item.</summary>
    /// <param name="most">How many there may be.</param>
    /// <returns>False at the end of the list.</returns>
    public bool NextItem(int most = MostItems)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndArray)
        {
            depth--;
            return false;
        }

        var index = path[depth - 1].Index + 1;
        if (index == most)
        {
            depth--;
            throw Refusal($"{Where} holds more than {most:N0} items, which is the most allowed.");
        }

        path[depth - 1] = new Step(Name: null, index);
        return true;
    }

    /// <summary>The refusal of the value, or of a field of the object that was entered or left last.</summary>
    /// <param name="field">The field; null for the value.</param>
    /// <param name="message">What is wrong, to follow the name of what is at fault.</param>
    public readonly RefusedException Wrong(string? field, string message)
    {
        var name = field is null ? Where : depth == 0 ? field : $"{Where}.{field}";
        return RefusedException.Invalid(name, $"{name} {message}");
    }

    private readonly RefusedException Wrong(string expected) => Refusal($"{Where} must be {expected}.");

    private readonly RefusedException Refusal(string message) => RefusedException.Invalid(Where, message);

    /// <summary>The place of the value: <c>tasks[2].data[1]</c>.</summary>
    private readonly string Where
    {
        get
        {
            var text = new StringBuilder();
            for (var i = 0; i < depth; i++)
            {
                var step = path[i];
                _ = step.Name is null ? text.Append('[').Append(step.Index).Append(']') : text.Append(i == 0 ? "" : ".").Append(step.Name);
            }

            return text.ToString();
        }
    }

    private int Find(FieldNames names)
    {
        string shown;
        try
        {
            if (names.Find(ref json) is >= 0 and var field)
            {
                return field;
            }

            shown = Shorten(json.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair, which is no text.
            shown = "?";
        }

        // What is at fault is in the object that was entered last.
        depth--;
        var (name, theirs) = depth == 0 ? (shown, "Its fields") : ($"{Where}.{shown}", $"The fields of {Where}");
        throw RefusedException.Invalid(name, $"The body has the unknown field '{name}'. {theirs} are {string.Join(", ", names.Names)}.");
    }

    private static string Shorten(string text) => text.Length <= MostShown ? text : $"{text[..MostShown]}…";

    /// <summary>A field of an object, or an item of a list.</summary>
    private readonly record struct Step(string? Name, int Index);

    [InlineArray(MostDepth)]
    private struct Path
    {
        private Step first;
    }
}
