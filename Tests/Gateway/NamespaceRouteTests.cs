using System.Text;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>The routes of the namespace: what they answer with, what they take.</summary>
[Collection(NamespaceTests.Name)]
public sealed class NamespaceRouteTests(SharedNode node)
{
    private const string Network = """ "modelType":"perceptron","inputSize":2 """;

    private HttpClient Client => node.Client;

    [Theory]
    [InlineData("", "directory", "application/json")]
    [InlineData("/", "directory", "application/json")]
    [InlineData("/agents", "directory", "application/json")]
    [InlineData("/agents/", "directory", "application/json")]
    [InlineData("/agents//emergent-1", "directory", "application/json")]
    [InlineData("/agents/emergent-1/status", "file", "text/plain")]
    [InlineData("/agents/emergent-1/metadata", "file", "application/json")]
    public async Task Get_OfAPath_SaysWhatLiesThere(string path, string kind, string mediaType)
    {
        using var answer = await Client.GetAsync($"/inferno/ns{path}");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(kind, Assert.Single(answer.Headers.GetValues("X-Inferno-Node")));
        Assert.Equal(mediaType, answer.Content.Headers.ContentType!.MediaType);
        var stat = await Client.GetAsync($"/inferno/ns{path}?stat=true").ReadAsync();
        Assert.Equal((kind, true), (stat.Text("type"), stat["canRead"]!.GetValue<bool>()));
        if (kind == "file")
        {
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Fact]
    public async Task Put_OfBytes_KeepsThemUntilTheyAreRemoved()
    {
        await Client.MkdirAsync("/tmp/kept").TextAsync();
        byte[] bytes = [0, 1, 2, 0xFF, 0xFE, 10];
        (await Client.PutAsync("/inferno/ns/tmp/kept/größe%20数字", new ByteArrayContent(bytes))).EnsureSuccessStatusCode();

        Assert.Equal(bytes, await Client.GetByteArrayAsync("/inferno/ns/tmp/kept/größe 数字"));
        var entry = Assert.Single((await Client.GetAsync("/inferno/ns/tmp/kept").ReadAsync()).AsArray())!;
        Assert.Equal(("größe 数字", "file", 6), (entry.Text("name"), entry.Text("type"), entry["length"]!.GetValue<int>()));
        Assert.True(entry["modified"]!.GetValue<long>() > 0);
        await Client.DeleteAsync("/inferno/ns/tmp/kept").PathProblemAsync(409);
        Assert.Equal("""{"success":true,"message":"/tmp/kept/größe 数字 removed"}""", await Client.DeleteAsync("/inferno/ns/tmp/kept/größe%20数字").TextAsync());
        await Client.DeleteAsync("/inferno/ns/tmp/kept").TextAsync();
        await Client.GetAsync("/inferno/ns/tmp/kept").PathProblemAsync(404);
    }

    [Fact]
    public async Task Directories_BeforeAndAfterInAUnion_AreListedAndResolvedInThatOrder()
    {
        foreach (var directory in new[] { "u", "u/base", "u/before", "u/after" })
        {
            await Client.MkdirAsync($"/tmp/{directory}").TextAsync();
        }

        foreach (var (path, text) in new[] { ("base/b", "base"), ("base/x", "base"), ("before/x", "before"), ("before/y", "before"), ("after/b", "after"), ("after/z", "after") })
        {
            await Client.WriteAsync($"/tmp/u/{path}", text).TextAsync();
        }

        Assert.Equal(
            """{"success":true,"message":"/tmp/u/before is bound at /tmp/u/base"}""",
            await Client.BindAsync("bind", "/tmp/u/before", "/tmp/u/base", ""","order":"before" """).TextAsync());
        await Client.BindAsync("bind", "/tmp/u/after", "/tmp/u/base", ""","order":"After","creates":true""").TextAsync();

        Assert.Equal(["x", "y", "b", "z"], await Client.LsAsync("/tmp/u/base"));
        Assert.Equal(("before", "base", "after"), (await Client.CatAsync("/tmp/u/base/x"), await Client.CatAsync("/tmp/u/base/b"), await Client.CatAsync("/tmp/u/base/z")));
        var bindings = (await Client.GetAsync("/inferno/ns?bindings=true").ReadAsync()).AsArray();
        Assert.Equal(
            ["mount '#agents' /agents", "bind /tmp/u/before /tmp/u/base", "bind -a /tmp/u/base /tmp/u/base", "bind -ac /tmp/u/after /tmp/u/base"],
            bindings.Select(binding => binding!.Text("command")).Where(command => command.Contains("agents", StringComparison.Ordinal) || command.Contains("/u/", StringComparison.Ordinal)));
        Assert.Equal(await Client.CatAsync("/agents/emergent-1/ns"), string.Concat(bindings.Select(binding => $"{binding!.Text("command")}\n")));

        await Client.PostJsonAsync("/inferno/ns/unmount", """{"source":"/tmp/u/before","target":"/tmp/u/base"}""").TextAsync();
        Assert.Equal("base", await Client.CatAsync("/tmp/u/base/x"));
        await Client.PostJsonAsync("/inferno/ns/unmount", """{"target":"/tmp/u/base"}""").TextAsync();
        await Client.PostJsonAsync("/inferno/ns/unmount", """{"target":"/tmp/u/base"}""").PathProblemAsync(409, "target");
        Assert.Equal(["b", "x"], (await Client.LsAsync("/tmp/u/base")).Order());
    }

    [Fact]
    public async Task Processes_WithOtherMounts_SeeOtherTrees()
    {
        var given = await Client.DeployAsync("given", Network);
        var (one, other) = (await ProcessOfAsync("one"), await ProcessOfAsync("other"));
        await Client.MkdirAsync("/models", one).TextAsync();

        await Client.BindAsync("mount", $"#models/{given}", "/models", process: one).TextAsync();

        Assert.Equal("Running\n", await Client.CatAsync("/models/status", one));
        Assert.DoesNotContain("models", await Client.LsAsync("/", other));
        Assert.Equal("Running\n", await Client.CatAsync("/self/status", other));
        await Client.GetAsync(NamespaceRequests.Url("/models/status", other)).PathProblemAsync(404);
        await Client.GetAsync(NamespaceRequests.Url("/proc", one)).PathProblemAsync(404);
        await Client.BindAsync("bind", $"#models/{given}", "/self", process: other).ProblemAsync(400, "source");
        await Client.BindAsync("bind", $"/models/{given}", "/self", process: other).PathProblemAsync(404, "source");
        Assert.Contains(
            $"mount '#models/{given}' /models",
            (await Client.GetAsync($"/inferno/ns?bindings=true&process={one}").ReadAsync()).AsArray().Select(binding => binding!.Text("command")));
    }

    [Fact]
    public async Task List_PageByPage_FollowsTheLinks()
    {
        var whole = (await Client.GetAsync("/inferno/ns/agents?limit=1000").ReadAsync()).AsArray().Select(entry => entry!.Text("name")).ToArray();
        var seen = new List<string>();
        var pages = 0;
        for (string? next = "/inferno/ns/agents"; next is not null; pages++)
        {
            using var answer = await Client.GetAsync(next);
            var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();
            Assert.InRange(page.Count, 1, 100);
            seen.AddRange(page.Select(entry => entry!.Text("name")));
            next = DeploymentListTests.NextOf(answer);
        }

        Assert.Equal(whole, seen);
        Assert.Equal((whole.Length + 99) / 100, pages);
    }

    [Fact]
    public async Task Bindings_PageByPage_FollowTheLinks()
    {
        var whole = (await Client.GetAsync("/inferno/ns?bindings=true&limit=1000").ReadAsync()).AsArray();
        var seen = new List<string>();
        for (string? next = "/inferno/ns?bindings=true&limit=2"; next is not null;)
        {
            using var answer = await Client.GetAsync(next);
            seen.AddRange(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().Select(binding => binding!.ToJsonString()));
            next = DeploymentListTests.NextOf(answer);
        }

        Assert.Equal(whole.Select(binding => binding!.ToJsonString()), seen);
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=1001", "limit")]
    [InlineData("?stat=yes", "stat")]
    [InlineData("?bindings=1", "bindings")]
    [InlineData("/tmp?bindings=true", "bindings")]
    [InlineData("?bindings=true&cursor=x", "cursor")]
    [InlineData("?process=deploy-1", "process")]
    [InlineData("?process=proc-01", "process")]
    public async Task Get_OfWrongParameters_IsRefused(string query, string field) =>
        await Client.GetAsync($"/inferno/ns{query}").ProblemAsync(400, field);

    [Fact]
    public async Task Requests_ThatMakeNoSense_AreRefusedAndChangeNothing()
    {
        var before = await Client.GetAsync("/inferno/ns?bindings=true").TextAsync();
        await Client.GetAsync("/inferno/ns?process=proc-999999").PathProblemAsync(404, "process");
        await Client.PutAsync("/inferno/ns/tmp/x?directory=true", new StringContent("x")).ProblemAsync(400, "directory");
        await Client.PutAsync("/inferno/ns/tmp/x?directory=maybe", content: null).ProblemAsync(400, "directory");
        await Client.WriteAsync("/tmp/too-long", new string('x', (64 << 10) + 1)).ProblemAsync(413, "content");
        await Client.WriteAsync("/tmp/far-too-long", new string('x', (1 << 20) + 1)).ProblemAsync(413);
        await Client.PostJsonAsync("/inferno/ns/bind", """{"source":"/tmp"}""").ProblemAsync(400, "target");
        await Client.PostJsonAsync("/inferno/ns/bind", """{"target":"/tmp"}""").ProblemAsync(400, "source");
        await Client.PostJsonAsync("/inferno/ns/unmount", "{}").ProblemAsync(400, "target");
        await Client.BindAsync("bind", "/models", "/tmp", ""","order":"sideways" """).ProblemAsync(400, "order");
        await Client.BindAsync("bind", "/models", "/tmp", ""","creates":1""").ProblemAsync(400, "creates");
        await Client.BindAsync("bind", "/models", "/tmp", ""","create":true""").ProblemAsync(400, "create");
        await Client.BindAsync("bind", "models", "/tmp").ProblemAsync(400, "source");
        await Client.BindAsync("mount", "#nothing", "/tmp").PathProblemAsync(404, "source");
        await Client.PostJsonAsync("/inferno/deploy/service", """{"name":"x","steps":[{"model":"y"}],"namespace":{"mode":"copy","of":"proc-999999"}}""")
            .ProblemAsync(404, "namespace.of");
        await Client.PostAsync("/inferno/ns/bind", new StringContent("{}", Encoding.UTF8, "text/plain")).ProblemAsync(415);
        await Client.PostAsync("/inferno/ns/elsewhere", content: null).ProblemAsync(405);
        Assert.Equal(before, await Client.GetAsync("/inferno/ns?bindings=true").TextAsync());
        Assert.DoesNotContain("too-long", await Client.LsAsync("/tmp"));
    }

    private async Task<string> ProcessOfAsync(string name) =>
        (await Client.DeployAsync(name, Network)).Replace("deploy", "proc", StringComparison.Ordinal);
}
