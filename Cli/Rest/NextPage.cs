using System.Net.Http.Headers;

namespace InfernoOrleans.Cli.Rest;

/// <summary>Reads <c>Link: &lt;…&gt;; rel="next"</c> (RFC 8288), by which a list announces its next page.</summary>
internal static class NextPage
{
    public static Uri? Find(HttpResponseHeaders headers, Uri page)
    {
        if (!headers.TryGetValues("Link", out var values)) { return null; }

        foreach (var link in values.SelectMany(Links))
        {
            var parameters = link.Parameters.Split(';', StringSplitOptions.TrimEntries);
            var isNext = parameters.Any(parameter =>
                parameter.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var value]
                && name.Equals("rel", StringComparison.OrdinalIgnoreCase)
                && value.Trim('"').Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase));
            if (isNext && Uri.TryCreate(page, link.Target, out var next)) { return next; }
        }

        return null;
    }

    /// <summary>Splits by the angle brackets, since a target may hold commas and semicolons of its own.</summary>
    private static IEnumerable<(string Target, string Parameters)> Links(string header)
    {
        var rest = header;
        while (rest.IndexOf('<') is var open and >= 0 && rest.IndexOf('>', open) is var close and >= 0)
        {
            var following = rest.IndexOf('<', close);
            var end = following < 0 ? rest.Length : following;
            yield return (rest[(open + 1)..close], rest[(close + 1)..end].TrimEnd(' ', ','));
            rest = rest[end..];
        }
    }
}
