using System.Text;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>What tests of the namespace ask for.</summary>
internal static class NamespaceRequests
{
    /// <summary>Reads a file.</summary>
    public static Task<string> CatAsync(this HttpClient client, string path, string? process = null) =>
        client.GetAsync(Url(path, process)).TextAsync();

    /// <summary>The names in a directory.</summary>
    public static async Task<string[]> LsAsync(this HttpClient client, string path, string? process = null) =>
        [.. (await client.GetAsync(Url(path, process)).ReadAsync()).AsArray().Select(entry => entry!.Text("name"))];

    /// <summary>Writes a file.</summary>
    public static Task<HttpResponseMessage> WriteAsync(this HttpClient client, string path, string text, string? process = null) =>
        client.PutAsync(Url(path, process), new ByteArrayContent(Encoding.UTF8.GetBytes(text)));

    /// <summary>Creates a directory.</summary>
    public static Task<HttpResponseMessage> MkdirAsync(this HttpClient client, string path, string? process = null) =>
        client.PutAsync(Url(path, process) + (process is null ? "?" : "&") + "directory=true", content: null);

    /// <summary>Checks that a request was refused for the path that it names.</summary>
    /// <returns>The detail.</returns>
    public static async Task<string> PathProblemAsync(this Task<HttpResponseMessage> answering, int status, string field = "path")
    {
        using var answer = await answering;
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.True((int)answer.StatusCode == status, problem.ToJsonString());
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(field, problem.Text("field"));
        return problem.Text("detail");
    }

    /// <summary>Binds or mounts.</summary>
    public static Task<HttpResponseMessage> BindAsync(
        this HttpClient client, string kind, string source, string target, string more = "", string? process = null) =>
        client.PostJsonAsync($"/inferno/ns/{kind}{(process is null ? "" : $"?process={process}")}", $$"""{"source":"{{source}}","target":"{{target}}"{{more}}}""");

    public static string Url(string path, string? process) =>
        "/inferno/ns" + string.Concat(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(name => $"/{Uri.EscapeDataString(name)}"))
        + (process is null ? "" : $"?process={process}");
}
