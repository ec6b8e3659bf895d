using InfernoOrleans.Gateway.Api.Compute;
using InfernoOrleans.Gateway.Api.Http;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace InfernoOrleans.Gateway.Api.OpenApi;

/// <summary>The description of the API (OpenAPI 3.1) and a page to read and try it.</summary>
internal static class OpenApiEndpoints
{
    public static void AddInfernoOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = _ => true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "InfernoOrleans",
                Version = "1",
                Description = "Builds, deploys and serves neural networks on a cluster. Every error is a problem document (RFC 9457).",
                License = new OpenApiLicense { Name = "MIT" },
            };
            // Whatever address it was fetched from is the server.
            document.Servers?.Clear();
            SecuritySchemes.AddTo(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeOperation.ApplyAsync);
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(StepBody))
            {
                // A step that needs no number may be just its name.
                schema.Type |= JsonSchemaType.String;
            }

            return Task.CompletedTask;
        });
    });

    public static void MapReference(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/v1.json").ForRole(Role.Reader);
        app.MapScalarApiReference("/reference", page => page
            .WithTitle("InfernoOrleans API")
            // Works without any other host.
            .HideDeveloperTools()
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()).ForRole(Role.Reader);
    }
}
