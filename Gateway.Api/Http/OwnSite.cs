using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>
/// Keeps web pages of other sites out. A browser that shows such a page sends its requests to this machine as readily as anywhere, some
/// of them without asking first; it says where they come from in <c>Origin</c> and <c>Sec-Fetch-Site</c> (Fetch Metadata).
/// </summary>
internal static class OwnSite
{
    public static void UseOwnSiteOnly(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        var origin = request.Headers.Origin.ToString();
        var foreign = origin.Length > 0
            ? !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            : request.Headers["Sec-Fetch-Site"] == "cross-site" && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        return foreign
            ? throw new RefusedException(RefusalReason.Forbidden, "Requests of web pages from other sites are refused.")
            : next(context);
    });
}
