using InfernoOrleans.Gateway.Api.Keys;
using Microsoft.OpenApi;

namespace InfernoOrleans.Gateway.Api.OpenApi;

/// <summary>How a key is presented, for the description.</summary>
internal static class SecuritySchemes
{
    private const string Bearer = "bearer";
    private const string ApiKey = "apiKey";

    /// <summary>The ways.</summary>
    public static IReadOnlyList<string> Names { get; } = [Bearer, ApiKey];

    /// <summary>How any route may refuse a key.</summary>
    public static IReadOnlyList<(string Status, string Title)> Refusals { get; } =
    [
        ("401", "Unauthorized: no key, or one that is not known, where keys are required"),
        ("403", "Forbidden: the key has too low a role, or a web page of another site asks"),
        ("429", "Too Many Requests: more than a key may send in a second"),
    ];

    /// <summary>Adds them to the description.</summary>
    public static void AddTo(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key, where the gateway requires keys.",
            },
            [ApiKey] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = PresentedKey.HeaderName,
                Description = "The same key in a header of its own.",
            },
        };
    }
}
