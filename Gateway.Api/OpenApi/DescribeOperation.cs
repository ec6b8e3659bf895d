using System.Text.Json.Nodes;
using InfernoOrleans.Gateway.Api.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace InfernoOrleans.Gateway.Api.OpenApi;

/// <summary>Adds to each operation what all have in common: its role, its headers, the id that answers carry.</summary>
internal static class DescribeOperation
{
    private const string AnyBytes = "application/octet-stream";

    public static Task ApplyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<RequiredRole>().LastOrDefault() is { } required)
        {
            operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
            operation.Extensions["x-required-role"] = new JsonNodeExtension(JsonValue.Create(required.Role.ToString()));
        }

        AddKeys(operation, context.Document);
        operation.Parameters ??= [];
        operation.Parameters.Add(Header(
            Deadline.HeaderName, JsonSchemaType.Integer, "Milliseconds that the request may take."));
        if (metadata.OfType<TakesIdempotencyKey>().Any())
        {
            operation.Parameters.Add(Header(
                "Idempotency-Key", JsonSchemaType.String, "Repeating the request with the same key and body, within a day or so, gives the first answer."));
        }

        if (metadata.OfType<TakesFile>().Any())
        {
            operation.RequestBody = FileBody();
        }

        if (metadata.OfType<TakesBytes>().LastOrDefault() is { } taken)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Description = taken.Description,
                Content = new Dictionary<string, OpenApiMediaType> { [AnyBytes] = new() { Schema = File() } },
            };
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (response is OpenApiResponse described)
            {
                if (status == "200" && metadata.OfType<GivesFile>().LastOrDefault() is { } given)
                {
                    described.Content = new Dictionary<string, OpenApiMediaType> { [given.ContentType] = new() { Schema = File() } };
                }

                if (status == "200" && metadata.OfType<GivesBytes>().Any())
                {
                    described.Content!["text/plain"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
                    described.Content[AnyBytes] = new() { Schema = File() };
                }

                AddHeaders(described, status, metadata.OfType<AnswerHeader>());
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Where keys are required, any of these ways presents one, and any route may refuse it.</summary>
    private static void AddKeys(OpenApiOperation operation, OpenApiDocument? document)
    {
        operation.Security = [.. SecuritySchemes.Names.Select(name => new OpenApiSecurityRequirement
        {
            [new OpenApiSecuritySchemeReference(name, document)] = [],
        })];
        if (operation.Responses?.GetValueOrDefault("500") is not OpenApiResponse problem)
        {
            return;
        }

        foreach (var (status, title) in SecuritySchemes.Refusals)
        {
            operation.Responses.TryAdd(status, new OpenApiResponse
            {
                Description = title,
                Content = problem.Content is null ? null : new Dictionary<string, OpenApiMediaType>(problem.Content),
            });
        }
    }

    private static void AddHeaders(OpenApiResponse response, string status, IEnumerable<AnswerHeader> ofSuccess)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        Add("X-Request-Id", "The trace id of the request.");
        if (status is "202" or "429" or "503")
        {
            Add("Retry-After", "Seconds after which to try again.");
        }

        foreach (var header in status == "200" ? ofSuccess : [])
        {
            Add(header.Name, header.Description);
        }

        void Add(string name, string description) => response.Headers[name] = new OpenApiHeader
        {
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
    }

    private static OpenApiParameter Header(string name, JsonSchemaType type, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = type },
    };

    private static OpenApiRequestBody FileBody()
    {
        var file = File();
        return new OpenApiRequestBody
        {
            Description = "The safetensors file.",
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [AnyBytes] = new() { Schema = file },
                ["multipart/form-data"] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = file },
                    },
                },
            },
        };
    }

    private static OpenApiSchema File() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
