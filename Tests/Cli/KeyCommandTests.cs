using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoOrleans.Tests.Cli;

public sealed class KeyCommandTests
{
    private const string Created = """
        {"success":true,"id":"key-3","name":"ci","role":"operator","key":"inferno_abc","created":1760000000000,"tomorrow":1}
        """;

    private const string Listed = """
        [{"id":"key-3","name":"[ci]","role":"operator","source":"created","created":1760000000000,"createdBy":"key-1","lastUsed":1760000060000,
          "revoked":1760000120000,"revokedBy":"given:root"},
         {"id":"given:root","name":"root","role":"admin","source":"configured"}]
        """;

    private const string Entry = """
        {"id":7,"at":1760000000000,"principal":"key-1","name":"first","role":"admin","method":"POST","path":"/inferno/keys","status":200,
         "requestId":"r-1","remoteAddress":"192.0.2.7"}
        """;

    [Fact]
    public async Task KeysCreate_OfAName_PrintsTheKeyAloneAndSaysThatItIsShownOnce()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapPost("/inferno/keys", () => ScriptedServer.Json(Created)));

        var run = await CommandRun.OfAsync("keys", "create", "ci", "--role", "operator", "--url", $"{server.Url}");
        var json = await CommandRun.OfAsync("keys", "create", "ci", "--role", "operator", "--json", "--url", $"{server.Url}");

        Assert.Equal(
            (0, "inferno_abc\n", "key-3, ci, is a key of role operator. It is shown this once only.\n"), (run.ExitCode, run.Output, run.Error));
        Assert.Equal((0, ""), (json.ExitCode, json.Error));
        AssertJson.Equal(Created, json.Output);
        Assert.All(server.Requests, request => AssertJson.Equal("""{"name":"ci","role":"operator"}""", request.Body));
    }

    [Fact]
    public async Task KeysList_OfKeys_PrintsALineForEach()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/keys", () => ScriptedServer.Json(Listed)));

        var run = await CommandRun.OfAsync("keys", "list", "--url", $"{server.Url}");
        var json = await CommandRun.OfAsync("keys", "list", "--json", "--url", $"{server.Url}");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                "key-3 [ci] operator created 2025-10-09 08:53:20Z key-1 2025-10-09 08:54:20Z 2025-10-09 08:55:20Z given:root",
                "given:root root admin configured",
            ],
            Lines(run.Output)[^2..]);
        AssertJson.Equal(Listed, json.Output);
    }

    [Fact]
    public async Task KeysRevoke_WithOneThatIsRefused_RevokesTheOthersAndExits1()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapDelete("/inferno/keys/{id}", (string id) => id == "key-1"
            ? ScriptedServer.Problem(409, """{"error":"key-1 is the last admin key."}""")
            : ScriptedServer.Json($$"""{"success":true,"id":"{{id}}"}""")));

        var run = await CommandRun.OfAsync("keys", "revoke", "key-1", "a/b", "--url", $"{server.Url}");

        Assert.Equal((1, "", "inferno: key-1 is the last admin key.\na/b revoked\n"), (run.ExitCode, run.Output, run.Error));
        Assert.Equal("DELETE /inferno/keys/a%2Fb", server.Requests.Last().Line);
    }

    [Fact]
    public async Task Audit_WithALimit_ListsSoManyOfSeveralPages()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/audit", (HttpContext context) =>
        {
            context.Response.Headers.Link = $"""</inferno/audit?limit=3&cursor={context.Request.Query["cursor"]}x>; rel="next" """;
            return ScriptedServer.Json($"[{Entry},{Entry}]");
        }));

        var run = await CommandRun.OfAsync("audit", "--limit", "3", "--url", $"{server.Url}");
        var json = await CommandRun.OfAsync("audit", "--limit", "1", "--json", "--url", $"{server.Url}");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            Enumerable.Repeat("2025-10-09 08:53:20Z key-1 first admin POST /inferno/keys 200 192.0.2.7 r-1", 3), Lines(run.Output)[^3..]);
        Assert.Equal(
            ["GET /inferno/audit?limit=3", "GET /inferno/audit?limit=3&cursor=x", "GET /inferno/audit?limit=1"], server.Requests.Select(request => request.Line));
        AssertJson.Equal($"[{Entry}]", json.Output);
    }

    private static string[] Lines(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Cells).Where(line => line.Length > 0)];

    private static string Cells(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
