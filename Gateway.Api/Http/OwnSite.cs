using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>
/// Keeps web pages of other sites out. A browser that shows such a page sends its requests to this machine as readily as anywhere, some
/// of them without asking first; it says where they come from in <c>Origin</c> and <c>Sec-Fetch-Site</c> (Fetch Metadata).
/// </summary>
internal static class OwnSite
{
    /// <summary>What such a page may read of an answer besides what every page may.</summary>
    private static readonly string[] Exposed =
        ["X-Request-Id", "Link", "Retry-After", "WWW-Authenticate", "X-Inferno-Node", "X-Inferno-Model-Version", "X-Inferno-Replica"];

    /// <summary>Refuses their requests, and tells browsers of those that <see cref="GatewayOptions.AllowedOrigins"/> lets in.</summary>
    public static void UseOwnSiteOnly(this WebApplication app)
    {
        var allowed = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.AllowedOrigins;
        app.Use(next => context => IsForeign(context.Request, allowed)
            ? throw new RefusedException(RefusalReason.Forbidden, "Requests of web pages from other sites are refused.")
            : next(context));
        if (allowed.Count > 0)
        {
            // Without credentials that the browser adds by itself: such a page must know a key, and say it.
            app.UseCors(cors => cors.WithOrigins([.. allowed]).AllowAnyHeader().AllowAnyMethod().WithExposedHeaders(Exposed));
        }
    }

    private static bool IsForeign(HttpRequest request, IReadOnlyList<string> allowed)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            ? !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase) && !allowed.Contains(origin, StringComparer.OrdinalIgnoreCase)
            : request.Headers["Sec-Fetch-Site"] == "cross-site" && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
    }
}
