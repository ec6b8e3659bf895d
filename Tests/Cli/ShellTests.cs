using InfernoOrleans.Tests.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoOrleans.Tests.Cli;

/// <summary>The shell against a server that knows the directory /models and the files in it.</summary>
public sealed class ShellTests : IAsyncLifetime
{
    private ScriptedServer? server;

    public async Task InitializeAsync() => server = await ScriptedServer.StartAsync(app =>
    {
        app.MapGet("/inferno/ns/{**path}", (HttpContext context, string? path, string? stat) =>
        {
            var isDirectory = path is null or "models" or "models/x";
            context.Response.Headers["X-Inferno-Node"] = isDirectory ? "directory" : "file";
            return path == "gone" ? ScriptedServer.Problem(404, """{"title":"Not Found","status":404,"success":false,"error":"There is no '/gone'."}""")
                : stat is not null ? ScriptedServer.Json($$"""{"name":"x","type":"{{(isDirectory ? "directory" : "file")}}","canRead":true,"canWrite":true}""")
                : isDirectory ? ScriptedServer.Json($$"""[{"name":"in-{{path}}","type":"file"}]""")
                : Results.Text($"text of {path}\n");
        });
        app.MapPut("/inferno/ns/{**path}", (string? directory) => directory is null ? Results.Text("answered\n") : ScriptedServer.Json("""{"name":"d","type":"directory"}"""));
        app.MapDelete("/inferno/ns/{**path}", () => ScriptedServer.Json("""{"success":true,"message":"removed"}"""));
        app.MapPost("/inferno/ns/{what}", () => ScriptedServer.Json("""{"success":true,"message":"done"}"""));
    });

    public async Task DisposeAsync() => await server!.DisposeAsync();

    [Fact]
    public async Task Sh_OfCommands_GoesFromDirectoryToDirectory()
    {
        var run = await ShAsync("pwd; ls; cd models; pwd; ls; cat x/status; cd x; cd ..; cd ../..; pwd; cd /models/x; ls .. /; cd; pwd");

        Assert.Equal(
            "/\nin-\n/models\nin-models\ntext of models/x/status\n/\n/models/in-models\n/in-\n/\n", run.Output);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Sh_OfEcho_PrintsOrWrites()
    {
        var run = await ShAsync("cd models; echo a 'b  c'; echo -n x; echo stop >x/ctl; echo -- -n; echo -1 2 > '/models/my net/data'");

        Assert.Equal("a b  c\nxanswered\n-n\nanswered\n", run.Output);
        Assert.Equal(
            [("PUT /inferno/ns/models/x/ctl", "stop\n"), ("PUT /inferno/ns/models/my%20net/data", "-1 2\n")],
            server!.Requests.Where(request => request.Line.StartsWith("PUT", StringComparison.Ordinal)).Select(request => (request.Line, request.Body)));
    }

    [Fact]
    public async Task Sh_OfChanges_SendsThemFromWhereItIs()
    {
        var run = await ShAsync("cd models; bind -b -c x .; mount '#models/deploy-3' x; unmount x; unmount #proc/proc-1 x; mkdir d; rm d");

        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(
            [
                """POST /inferno/ns/bind {"source":"/models/x","target":"/models","order":"before","creates":true}""",
                """POST /inferno/ns/mount {"source":"#models/deploy-3","target":"/models/x"}""",
                """POST /inferno/ns/unmount {"target":"/models/x"}""",
                """POST /inferno/ns/unmount {"target":"/models/x","source":"#proc/proc-1"}""",
                "PUT /inferno/ns/models/d?directory=true ",
                "DELETE /inferno/ns/models/d ",
            ],
            server!.Requests.Skip(1).Select(request => $"{request.Line} {request.Body}"));
    }

    [Fact]
    public async Task Sh_OfAProcess_AsksForItsView()
    {
        await ShAsync("ls; cat f; echo x >f; ns", "-p", "proc-3");

        Assert.All(server!.Requests, request => Assert.Contains("process=proc-3", request.Line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cat /gone; pwd", 0, "/\n", "inferno: There is no '/gone'.\n")]
    [InlineData("pwd; cat /gone", 1, "/\n", "inferno: There is no '/gone'.\n")]
    [InlineData("fly; pwd", 0, "/\n", "inferno: There is no command 'fly'; help lists them.\n")]
    [InlineData("pwd; fly", 2, "/\n", "inferno: There is no command 'fly'; help lists them.\n")]
    [InlineData("cat", 2, "", "inferno: cat takes at least 1, not 0; help tells more.\n")]
    [InlineData("bind /a", 2, "", "inferno: bind takes 2 words, not 1; help tells more.\n")]
    [InlineData("bind -ab /a /b", 2, "", "inferno: -a is after and -b before: give one of them.\n")]
    [InlineData("ls >/x", 2, "", "inferno: ls does not write to files; echo does.\n")]
    [InlineData("cd /models/x/status", 1, "", "inferno: /models/x/status is a file, not a directory.\n")]
    [InlineData("exit 3; pwd", 3, "", "")]
    [InlineData("cat /gone; exit", 1, "", "inferno: There is no '/gone'.\n")]
    [InlineData("fly; pwd; exit", 0, "/\n", "inferno: There is no command 'fly'; help lists them.\n")]
    [InlineData("exit 256; pwd", 0, "/\n", "inferno: exit takes a number from 0 to 255, not '256'.\n")]
    public async Task Sh_OfACommandThatFails_SaysWhyAndGoesOn(string commands, int exitCode, string output, string error)
    {
        var run = await ShAsync(commands);

        Assert.Equal((exitCode, output, error), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Sh_OfAFile_RunsItLineByLine()
    {
        using var folder = new TemporaryDirectory();
        var script = Path.Combine(folder.Path, "script.rc");
        await File.WriteAllTextAsync(script, "# goes there\ncd models\n\necho 'open\npwd\nexit 4\npwd\n");

        var run = await CommandRun.OfAsync("sh", script, "--url", $"{server!.Url}");

        Assert.Equal((4, "/models\n", "inferno: A quote ' is not closed.\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Sh_Help_ListsTheCommands()
    {
        var run = await ShAsync("help");

        Assert.All(
            ["ls", "cat", "echo", "cd", "pwd", "mkdir", "rm", "bind", "mount", "unmount", "ns", "help", "exit"],
            name => Assert.Matches($@"\b{name}\b", run.Output));
    }

    [Fact]
    public async Task Sh_WithoutAServer_EndsAtOnce()
    {
        var run = await CommandRun.OfAsync("sh", "-c", "ls; pwd", "--url", "http://127.0.0.1:9");

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
    }

    private Task<CommandRun> ShAsync(string commands, params string[] more) => CommandRun.OfAsync(["sh", "-c", commands, .. more, "--url", $"{server!.Url}"]);
}
