using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoOrleans.Tests.Cli;

public sealed class NamespaceCommandTests
{
    private const string Directory = """{"name":"models","type":"directory","canRead":true,"canWrite":false}""";
    private const string Stored = """{"name":"notes","type":"file","canRead":true,"canWrite":true,"length":12,"modified":1767225600000,"newer":1}""";

    [Fact]
    public async Task Ls_OfADirectory_PrintsANameALine()
    {
        await using var server = await ListingAsync();

        var run = await CommandRun.OfAsync("ls", "/tmp", "-p", "proc-3", "--url", $"{server.Url}");

        Assert.Equal((0, "models\nnotes\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(
            ["GET /inferno/ns/tmp?stat=true&process=proc-3", "GET /inferno/ns/tmp?process=proc-3&limit=1000"], server.Requests.Select(request => request.Line));
    }

    [Fact]
    public async Task Ls_Long_ShowsWhatEachIsAndAllows()
    {
        await using var server = await ListingAsync();

        var run = await CommandRun.OfAsync("ls", "-l", "tmp/", "--url", $"{server.Url}");

        Assert.Equal("dr-       -                   - models\n-rw      12 2026-01-01 00:00:00 notes\n", run.Output);
    }

    [Fact]
    public async Task Ls_OfSeveral_NamesThemByTheirPaths()
    {
        await using var server = await ListingAsync();

        var run = await CommandRun.OfAsync("ls", "/tmp", "/tmp/notes", "--url", $"{server.Url}");

        Assert.Equal("/tmp/models\n/tmp/notes\n/tmp/notes\n", run.Output);
    }

    [Fact]
    public async Task Ls_WithJson_PrintsWhatTheServerSays()
    {
        await using var server = await ListingAsync();

        var run = await CommandRun.OfAsync("ls", "/tmp", "--json", "--url", $"{server.Url}");

        AssertJson.Equal($"[{Directory},{Stored}]", run.Output);
    }

    [Fact]
    public async Task Ls_OverSeveralPages_PrintsEachAsItComes()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/ns/{**path}", (HttpContext context, string? stat, string? cursor) =>
        {
            context.Response.Headers.Link = "<?cursor=a>; rel=next";
            return stat is not null ? ScriptedServer.Json(Directory)
                : cursor is null ? ScriptedServer.Json($"[{Stored}]")
                : ScriptedServer.Problem(404, """{"title":"Not Found","status":404,"success":false,"error":"It is gone."}""");
        }));

        var run = await CommandRun.OfAsync("ls", "/tmp", "--url", $"{server.Url}");

        Assert.Equal((1, "notes\n", "inferno: It is gone.\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Cat_OfFiles_PrintsThemAsTheyAre()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/ns/{**path}", (HttpContext context, string path) =>
        {
            context.Response.Headers["X-Inferno-Node"] = path == "models" ? "directory" : "file";
            return Results.Text($"{path} ü\n", "text/plain");
        }));

        var run = await CommandRun.OfAsync("cat", "/a b/ü", "/c/../d", "--url", $"{server.Url}");
        var json = await CommandRun.OfAsync("cat", "/e", "--json", "--url", $"{server.Url}");
        var directory = await CommandRun.OfAsync("cat", "/models", "--url", $"{server.Url}");

        Assert.Equal("a b/ü ü\nd ü\n", run.Output);
        AssertJson.Equal("""[{"path":"/e","mediaType":"text/plain","text":"e ü\n"}]""", json.Output);
        Assert.Equal((1, "", "inferno: /models is a directory.\n"), (directory.ExitCode, directory.Output, directory.Error));
    }

    [Theory]
    [InlineData("echo|stop|--to|/models/x/ctl", "PUT /inferno/ns/models/x/ctl", "stop\n")]
    [InlineData("echo|stop|>|/models/x/ctl", "PUT /inferno/ns/models/x/ctl", "stop\n")]
    [InlineData("echo|stop|>/models/x/ctl|-p|proc-2", "PUT /inferno/ns/models/x/ctl?process=proc-2", "stop\n")]
    [InlineData("echo|-n|a  b|c|--to|/tmp/x", "PUT /inferno/ns/tmp/x", "a  b c")]
    [InlineData("echo|0.5|-1|1e-3|>|/models/x/data", "PUT /inferno/ns/models/x/data", "0.5 -1 1e-3\n")]
    public async Task Echo_ToAFile_WritesItAndPrintsItsAnswer(string line, string request, string body)
    {
        await using var server = await ScriptedServer.StartAsync(
            app => app.MapPut("/inferno/ns/{**path}", () => Results.Text("answered\n", "text/plain")));

        var run = await CommandRun.OfAsync([.. line.Split('|'), "--url", $"{server.Url}"]);

        Assert.Equal((0, "answered\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal((request, body), server.Requests.Select(sent => (sent.Line, sent.Body)).Single());
    }

    [Fact]
    public async Task Echo_ToAFileThatKeepsIt_PrintsNothing()
    {
        await using var server = await ScriptedServer.StartAsync(
            app => app.MapPut("/inferno/ns/{**path}", () => Results.Bytes("hello\n"u8.ToArray(), "application/octet-stream")));

        var run = await CommandRun.OfAsync("echo", "hello", "--to", "/tmp/x", "--url", $"{server.Url}");

        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("echo|a|b", "a b\n")]
    [InlineData("echo", "\n")]
    public async Task Echo_ToNoFile_PrintsTheWords(string line, string expected) => Assert.Equal(expected, (await CommandRun.OfAsync(line.Split('|'))).Output);

    [Theory]
    [InlineData("bind /a /b", "POST /inferno/ns/bind", """{"source":"/a","target":"/b"}""")]
    [InlineData("bind -bc a /b/../c", "POST /inferno/ns/bind", """{"source":"/a","target":"/c","order":"before","creates":true}""")]
    [InlineData("mount -a #models/deploy-3 /b --process proc-7", "POST /inferno/ns/mount?process=proc-7", """{"source":"#models/deploy-3","target":"/b","order":"after"}""")]
    [InlineData("unmount /b", "POST /inferno/ns/unmount", """{"target":"/b"}""")]
    [InlineData("unmount #models/x /b -p proc-7", "POST /inferno/ns/unmount?process=proc-7", """{"target":"/b","source":"#models/x"}""")]
    public async Task Bind_Mount_AndUnmount_SendWhatWasGivenAndSayNothing(string line, string request, string body)
    {
        await using var server = await ScriptedServer.StartAsync(
            app => app.MapPost("/inferno/ns/{what}", () => ScriptedServer.Json("""{"success":true,"message":"done"}""")));

        var run = await CommandRun.OfAsync([.. line.Split(' '), "--url", $"{server.Url}"]);

        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        var sent = Assert.Single(server.Requests);
        Assert.Equal(request, sent.Line);
        AssertJson.Equal(body, sent.Body);
    }

    [Fact]
    public async Task Ns_OfANamespace_PrintsItAsCommands()
    {
        const string Bindings =
            """[{"source":"#models","target":"#ns/0/models","position":0,"creates":false,"command":"mount '#models' /models"},{"source":"#ns/0/a","target":"#ns/0/b","position":1,"creates":true,"command":"bind -ac /a /b"}]""";
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/ns", () => ScriptedServer.Json(Bindings)));

        var run = await CommandRun.OfAsync("ns", "-p", "proc-3", "--url", $"{server.Url}");
        var json = await CommandRun.OfAsync("ns", "--json", "--url", $"{server.Url}");

        Assert.Equal("mount '#models' /models\nbind -ac /a /b\n", run.Output);
        AssertJson.Equal(Bindings, json.Output);
        Assert.Equal("GET /inferno/ns?bindings=true&process=proc-3&limit=1000", server.Requests.First().Line);
    }

    [Fact]
    public async Task Mkdir_AndRm_OfPaths_AskForEach()
    {
        await using var server = await ScriptedServer.StartAsync(app =>
        {
            app.MapPut("/inferno/ns/{**path}", () => ScriptedServer.Json(Directory));
            app.MapDelete("/inferno/ns/{**path}", (string path) => ScriptedServer.Json($$"""{"success":true,"message":"/{{path}} removed"}"""));
            app.MapDelete("/inferno/deployments/{id}", (string id) => ScriptedServer.Json($$"""{"success":true,"message":"Deployment {{id}} terminated"}"""));
        });

        var made = await CommandRun.OfAsync("mkdir", "/tmp/a", "/tmp/b", "-p", "proc-1", "--url", $"{server.Url}");
        var removed = await CommandRun.OfAsync("rm", "/tmp/a", "deploy-7", "--url", $"{server.Url}");

        Assert.Equal((0, "", ""), (made.ExitCode, made.Output, made.Error));
        Assert.Equal((0, "/tmp/a removed\nDeployment deploy-7 terminated\n"), (removed.ExitCode, removed.Error));
        Assert.Equal(
            [
                "PUT /inferno/ns/tmp/a?directory=true&process=proc-1", "PUT /inferno/ns/tmp/b?directory=true&process=proc-1",
                "DELETE /inferno/ns/tmp/a", "DELETE /inferno/deployments/deploy-7",
            ],
            server.Requests.Select(request => request.Line));
    }

    private static Task<ScriptedServer> ListingAsync() => ScriptedServer.StartAsync(app => app.MapGet(
        "/inferno/ns/{**path}", (string path, string? stat) => ScriptedServer.Json(
            stat is null ? $"[{Directory},{Stored}]" : path.EndsWith("notes", StringComparison.Ordinal) ? Stored : Directory)));
}
