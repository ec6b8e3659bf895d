using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace InfernoOrleans.Cli.Rest;

/// <summary>What to tell the user for each way in which a request can fail.</summary>
internal static class Failures
{
    public static CommandFailedException Unreachable(Uri url, HttpRequestException failure)
    {
        var reason = failure.HttpRequestError switch
        {
            HttpRequestError.ConnectionError => "no server accepts connections there",
            HttpRequestError.NameResolutionError => $"the host {url.Host} is unknown",
            HttpRequestError.SecureConnectionError => "the TLS connection failed",
            _ => failure.InnerException?.Message ?? failure.Message,
        };
        return new($"Cannot reach {url}: {reason}. Start a node with ./inferno up, or name another with --url.", ExitCodes.Unreachable);
    }

    public static CommandFailedException Silent(Uri url, TimeSpan timeout) =>
        new($"{url} did not answer within {timeout.TotalSeconds:0.#} s.", ExitCodes.Unreachable);

    public static CommandFailedException Foreign(Uri url, HttpResponseMessage response) =>
        new($"{response.RequestMessage?.RequestUri} answered with something that is not this API's JSON. Is {url} an Inferno gateway?");

    /// <param name="url">The server.</param>
    /// <param name="response">What it answered.</param>
    /// <param name="key">The key that was sent; null for none.</param>
    /// <param name="cancellationToken">Ends the reading of what it says.</param>
    public static async Task<CommandFailedException> RefusedAsync(
        Uri url, HttpResponseMessage response, AccessKey? key, CancellationToken cancellationToken)
    {
        if (response.Headers.Location is { } elsewhere && (int)response.StatusCode is >= 300 and < 400)
        {
            return new($"{url} redirects to {new Uri(url, elsewhere)}, which is not followed. Give the server's own address with --url.", status: response.StatusCode);
        }

        var json = await response.Content.ReadAsStringAsync(cancellationToken);
        var description = ReadProblem(json)?.Describe();
        var sentence = description ?? $"{url} answered {(int)response.StatusCode} {response.ReasonPhrase}.";
        return new(sentence + TryAgain(response.Headers.RetryAfter) + GiveKey(response.StatusCode, key), ExitCodes.Failed, description is null ? null : json, response.StatusCode);
    }

    /// <summary>What a stream ends with that cannot go on: problem details, when it was too late for a status.</summary>
    public static CommandFailedException Told(Uri url, string json) => ReadProblem(json)?.Describe() is { } description
        ? new(description, ExitCodes.Failed, json)
        : new($"{url} ended the stream with an error that it does not describe.");

    private static Problem? ReadProblem(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, InfernoJson.Default.Problem);
        }
        catch (JsonException)
        {
            // A proxy's page, or nothing: the status line is all there is to tell.
            return null;
        }
    }

    private static string GiveKey(HttpStatusCode status, AccessKey? key) => (status, key) switch
    {
        (HttpStatusCode.Unauthorized, null) => $" Give a key with --key-file FILE, or in the environment variable {AccessKey.Variable}.",
        (HttpStatusCode.Unauthorized, _) => $" The key that was sent is the one in {key.Source}.",
        (HttpStatusCode.Forbidden, not null) => $" The key that was sent is the one in {key.Source}; --key-file FILE gives another.",
        _ => "",
    };

    private static string TryAgain(RetryConditionHeaderValue? retryAfter) =>
        retryAfter?.Delta is { } delay ? $" Try again in {delay.TotalSeconds:0} s." : "";
}
