using Microsoft.AspNetCore.Http.Features;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>
/// The last segment of a path, as it was sent. The server decodes what routes capture but for <c>%2F</c>, since a slash would begin another
/// segment; so a captured <c>%2F</c> may be a slash, or these three characters, whose percent sign was encoded.
/// </summary>
internal static class LastSegment
{
    /// <summary>What the segment says.</summary>
    /// <param name="context">The request.</param>
    /// <param name="captured">What the route captured of it.</param>
    public static string Of(HttpContext context, string captured)
    {
        if (!captured.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            return captured;
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        var query = target.IndexOf('?');
        var path = (query < 0 ? target : target[..query]).TrimEnd('/');
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }
}
