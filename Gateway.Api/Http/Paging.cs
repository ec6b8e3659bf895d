using System.Globalization;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.Extensions;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Pages of lists: <c>?limit=</c>, <c>?cursor=</c> and the <c>Link</c> header that announces the next page (RFC 8288).</summary>
internal static class Paging
{
    private static readonly string[] Own = ["limit", "cursor"];

    /// <summary>The wanted length of a page.</summary>
    /// <exception cref="RefusedException">It is not a whole number in range.</exception>
    public static int Limit(string? limit, int otherwise, int most) =>
        limit is null ? otherwise
        : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
        : throw RefusedException.Invalid("limit", $"limit must be a whole number from 1 to {most}.");

    /// <summary>Announces the page that begins after <paramref name="cursor"/>.</summary>
    public static void AnnounceNext(HttpContext context, int limit, string cursor)
    {
        var query = new QueryBuilder(context.Request.Query
            .Where(parameter => !Own.Contains(parameter.Key, StringComparer.OrdinalIgnoreCase))
            .Select(parameter => KeyValuePair.Create(parameter.Key, parameter.Value.ToString())))
        {
            { "limit", limit.ToString(CultureInfo.InvariantCulture) },
            { "cursor", cursor },
        };
        context.Response.Headers.Link = $"<{context.Request.PathBase}{context.Request.Path}{query.ToQueryString()}>; rel=\"next\"";
    }
}
