using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace InfernoOrleans.Tests.Nodes;

/// <summary>Requests and answers as JSON text, so that tests see what goes over the wire and no type of ours stands between.</summary>
internal static class Json
{
    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string path, string body) =>
        client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

    /// <summary>The body of an answer that must have that status.</summary>
    public static async Task<JsonNode> ReadAsync(this Task<HttpResponseMessage> answering, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await answering;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} instead of {(int)expected}: {text}");
        return JsonNode.Parse(text)!;
    }
}
