using System.Diagnostics.CodeAnalysis;
using InfernoOrleans.Grains.Interfaces.Naming;

namespace InfernoOrleans.Grains.Interfaces.Keys;

/// <summary>The identity of an API key: <c>key-N</c>, N rising from 1 and never used again.</summary>
/// <param name="Number">N.</param>
[GenerateSerializer, Immutable, Alias("inferno.key-id")]
public readonly record struct KeyId([property: Id(0)] long Number)
{
    private const string Prefix = "key-";

    /// <summary>Reads <c>key-N</c>; anything else, <c>key-01</c> and <c>Key-1</c> included, is no id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out KeyId id)
    {
        var parsed = NumberedId.TryParse(text, Prefix, out var number);
        id = new KeyId(number);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Prefix}{Number}";
}
