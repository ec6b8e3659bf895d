using InfernoOrleans.Tests.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoOrleans.Tests.Cli;

/// <summary>Where the command line takes an API key from, to whom it sends it, and what it says when that is refused.</summary>
public sealed class AccessKeyTests : IDisposable
{
    private const string Key = "inferno_0123-abc_XYZ";

    private readonly TemporaryDirectory folder = new();

    private string KeyFile => Path.Combine(folder.Path, "a.key");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Key)]
    [InlineData(" \t" + Key + " \r\n")]
    public async Task Command_WithAKeyFile_SendsTheKeyInIt(string content)
    {
        await File.WriteAllTextAsync(KeyFile, content);
        await using var server = await StartAsync();

        var run = await CommandRun.OfAsync("models", "--key-file", KeyFile, "--url", $"{server.Url}");

        Assert.Equal((0, "No models. Import one with: inferno models import FILE\n"), (run.ExitCode, run.Error));
        Assert.Equal($"Bearer {Key}", Assert.Single(server.Requests).Authorization);
    }

    [Fact]
    public async Task Command_WithAKeyInItsEnvironment_SendsThatUnlessAFileIsNamed()
    {
        await File.WriteAllTextAsync(KeyFile, Key);
        await using var server = await StartAsync();
        var environment = new Dictionary<string, string> { ["INFERNO_KEY"] = "of-the-environment", ["INFERNO_URL"] = $"{server.Url}" };

        await using (var first = ProgramProcess.StartWith(environment, "Cli", "models", "--json"))
        await using (var second = ProgramProcess.StartWith(environment, "Cli", "models", "--json", "--key-file", KeyFile))
        {
            Assert.Equal((0, 0), (await first.ExitAsync(), await second.ExitAsync()));
        }

        Assert.Equal(["Bearer inferno_0123-abc_XYZ", "Bearer of-the-environment"], server.Requests.Select(request => request.Authorization).Order());
    }

    [Fact]
    public async Task Command_WithoutAKey_SendsNone()
    {
        await using var server = await StartAsync();

        await CommandRun.OfAsync("models", "--url", $"{server.Url}");

        Assert.Null(Assert.Single(server.Requests).Authorization);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("se cret")]
    [InlineData("se\ncret")]
    [InlineData("secrét")]
    [InlineData("se\u0007cret")]
    public async Task KeyFile_WithSomethingElse_IsRefusedWithoutShowingIt(string content)
    {
        await File.WriteAllTextAsync(KeyFile, content);

        var run = await CommandRun.OfAsync("models", "--key-file", KeyFile, "--url", "http://localhost:1");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"inferno: There is no key in {KeyFile}: a key is 1 to 512 printable ASCII characters", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("cr", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(512, 0)]
    [InlineData(513, 2)]
    [InlineData(100_000, 2)]
    public async Task KeyFile_WithAKey_MayHave512Characters(int length, int exitCode)
    {
        await File.WriteAllTextAsync(KeyFile, new string('k', length));
        await using var server = await StartAsync();

        Assert.Equal(exitCode, (await CommandRun.OfAsync("models", "--json", "--key-file", KeyFile, "--url", $"{server.Url}")).ExitCode);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Server_ThatRedirects_IsNotFollowed(int status)
    {
        await File.WriteAllTextAsync(KeyFile, Key);
        await using var elsewhere = await StartAsync();
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/models", (HttpContext context) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = $"{elsewhere.Url}inferno/models";
        }));

        var run = await CommandRun.OfAsync("models", "--key-file", KeyFile, "--url", $"{server.Url}");

        Assert.Equal((1, $"inferno: {server.Url} redirects to {elsewhere.Url}inferno/models, which is not followed. Give the server's own address with --url.\n"), (run.ExitCode, run.Error));
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task List_ThatGoesOnElsewhere_IsNotFollowed()
    {
        await File.WriteAllTextAsync(KeyFile, Key);
        await using var elsewhere = await StartAsync();
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/models", (HttpContext context) =>
        {
            context.Response.Headers.Link = $"""<{elsewhere.Url}inferno/models>; rel="next" """;
            return ScriptedServer.Json("[]");
        }));

        var run = await CommandRun.OfAsync("models", "--key-file", KeyFile, "--url", $"{server.Url}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the next page at another server", run.Error, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Request_WithoutAKeyThatIsWanted_SaysHowToGiveOne()
    {
        await using var server = await RefusingAsync(401, """{"error":"This needs an API key."}""");

        var run = await CommandRun.OfAsync("models", "--url", $"{server.Url}");

        Assert.Equal(
            (1, "inferno: This needs an API key. Give a key with --key-file FILE, or in the environment variable INFERNO_KEY.\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData(401, "The key is unknown or revoked.", " The key that was sent is the one in {0}.")]
    [InlineData(403, "This needs the role admin.", " The key that was sent is the one in {0}; --key-file FILE gives another.")]
    public async Task Request_WithAKeyThatIsRefused_NamesItsFileAndNotTheKey(int status, string sentence, string hint)
    {
        await File.WriteAllTextAsync(KeyFile, Key);
        await using var server = await RefusingAsync(status, $$"""{"error":"{{sentence}}"}""");

        var run = await CommandRun.OfAsync("models", "--key-file", KeyFile, "--url", $"{server.Url}");

        Assert.Equal((1, $"inferno: {sentence}{string.Format(null, hint, KeyFile)}\n"), (run.ExitCode, run.Error));
    }

    private static Task<ScriptedServer> StartAsync() => ScriptedServer.StartAsync(app => app.MapGet("/inferno/models", () => ScriptedServer.Json("[]")));

    private static Task<ScriptedServer> RefusingAsync(int status, string problem) =>
        ScriptedServer.StartAsync(app => app.MapGet("/inferno/models", () => ScriptedServer.Problem(status, problem)));
}
