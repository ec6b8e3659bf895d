using System.Text;
using System.Text.Json;

namespace InfernoOrleans.Cli.Rest;

/// <summary>Problem details (RFC 9457) with the members that this server adds.</summary>
internal sealed record Problem
{
    public string? Title { get; init; }

    public string? Detail { get; init; }

    /// <summary>The whole story in one sentence.</summary>
    public string? Error { get; init; }

    /// <summary>What is wrong with each field, when more than one may be.</summary>
    public JsonElement? Errors { get; init; }

    /// <summary>The sentence to show, followed by a line for each field that is named.</summary>
    public string? Describe()
    {
        if ((Error ?? Detail ?? Title) is not { } sentence) { return null; }
        if (Errors is not { ValueKind: JsonValueKind.Object } fields) { return sentence; }

        var text = new StringBuilder(sentence);
        foreach (var field in fields.EnumerateObject())
        {
            foreach (var message in field.Value.ValueKind == JsonValueKind.Array ? field.Value.EnumerateArray().ToArray() : [field.Value])
            {
                text.Append("\n  ").Append(field.Name).Append(": ").Append(message.ToString());
            }
        }

        return text.ToString();
    }
}

/// <summary>An error in the form that the server gives its own, for those that never reached one.</summary>
internal sealed record LocalProblem(string Error, bool Success = false);
