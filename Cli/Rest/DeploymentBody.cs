using System.Text.Json;
using System.Text.Json.Nodes;

namespace InfernoOrleans.Cli.Rest;

/// <summary>The body of a request to deploy, made of a file, of options, or of both: what options say goes before what the file says.</summary>
internal sealed class DeploymentBody
{
    private readonly JsonObject body;

    private DeploymentBody(JsonObject body) => this.body = body;

    /// <summary>Whether the body has a field.</summary>
    public bool Has(string field) => body.ContainsKey(field);

    /// <summary>An empty body.</summary>
    public static DeploymentBody Empty() => new([]);

    /// <summary>The object that a text holds.</summary>
    /// <exception cref="CommandFailedException">It holds none.</exception>
    public static DeploymentBody Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is JsonObject body
                ? new DeploymentBody(body)
                : throw new CommandFailedException("The file cannot be read: it is no JSON object.", ExitCodes.Usage);
        }
        catch (JsonException failure)
        {
            var reason = failure.LineNumber is { } line ? $"line {line + 1} is not JSON." : "it names a field twice.";
            throw new CommandFailedException($"The file cannot be read: {reason}", ExitCodes.Usage);
        }
    }

    /// <summary>The same object as a field of another.</summary>
    public DeploymentBody Within(string field) => new(new JsonObject { [field] = body });

    /// <summary>Sets a field, unless it is null.</summary>
    public DeploymentBody With<T>(string field, T? value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        if (value is not null)
        {
            body[field] = JsonSerializer.SerializeToNode(value, type);
        }

        return this;
    }

    /// <summary>Sets a field, unless it is null.</summary>
    public DeploymentBody With(string field, JsonNode? value)
    {
        if (value is not null)
        {
            body[field] = value;
        }

        return this;
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(body, InfernoJson.Default.JsonObject);
}
