using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Gateway;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Keys;

[Collection(KeyedTests.Name)]
public sealed class KeyContractTests(KeyedNode node)
{
    [Fact]
    public async Task Events_OfARevokedKey_EndForIt()
    {
        var key = await node.CreateAsync("listener", "reader");
        using var listening = await node.SendAsync(HttpMethod.Get, "/inferno/compute/events", key);
        await node.SendAsync(HttpMethod.Delete, "/inferno/keys/listener", node.Admin).ReadAsync();

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await (await listening.Content.ReadAsStreamAsync(patience.Token)).CopyToAsync(Stream.Null, patience.Token);
    }

    [Fact]
    public async Task Create_OfAKey_ShowsItOnceAndListsWhatIsNoSecret()
    {
        using var answer = await node.SendAsync(HttpMethod.Post, "/inferno/keys", node.Admin, """{"name":"shown","role":"Operator"}""");
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        var created = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();

        Assert.Equal(["success", "id", "name", "role", "key", "created"], created.Select(member => member.Key));
        Assert.Equal(("shown", "operator"), ((string)created["name"]!, (string)created["role"]!));
        var key = (string)created["key"]!;
        Assert.Matches(KeyedNode.Key(), key);

        var list = await node.SendAsync(HttpMethod.Get, "/inferno/keys", node.Admin).TextAsync();
        Assert.DoesNotMatch(KeyedNode.Key(), list);
        Assert.DoesNotContain("hash", list, StringComparison.OrdinalIgnoreCase);
        var listed = JsonNode.Parse(list)!.AsArray().Single(item => (string)item!["name"]! == "shown")!.AsObject();
        Assert.Equal(["id", "name", "role", "source", "created", "createdBy", "lastUsed", "revoked", "revokedBy"], listed.Select(member => member.Key));
        Assert.Equal(("created", "key-1"), ((string)listed["source"]!, (string)listed["createdBy"]!));
        Assert.Null(listed["revoked"]);

        // At once here, and never in the log.
        await node.SendAsync(HttpMethod.Get, "/inferno/stats", key).TextAsync();
        Assert.DoesNotContain(key, node.Errors, StringComparison.Ordinal);
        await Eventually.UntilAsync(async () => JsonNode.Parse(await node.SendAsync(HttpMethod.Get, "/inferno/keys", node.Admin).TextAsync())!
            .AsArray().Single(item => (string)item!["name"]! == "shown")!["lastUsed"] is not null);
    }

    [Theory]
    [InlineData("name", """{"role":"reader"}""")]
    [InlineData("name", """{"name":"","role":"reader"}""")]
    [InlineData("name", """{"name":"a b","role":"reader"}""")]
    [InlineData("name", """{"name":"key-9","role":"reader"}""")]
    [InlineData("role", """{"name":"fine"}""")]
    [InlineData("role", """{"name":"fine","role":"owner"}""")]
    [InlineData("role", """{"name":"fine","role":"2"}""")]
    [InlineData("key", """{"name":"fine","role":"reader","key":"mine"}""")]
    public Task Create_OfWhatCanBeNoKey_IsRefusedByItsField(string field, string body) =>
        node.SendAsync(HttpMethod.Post, "/inferno/keys", node.Admin, body).ProblemAsync(400, field);

    [Fact]
    public async Task Create_OfANameThatIsTaken_IsAConflict() =>
        await node.SendAsync(HttpMethod.Post, "/inferno/keys", node.Admin, """{"name":"reader","role":"admin"}""").ProblemAsync(409, "name");

    [Fact]
    public async Task Revoke_OfAKey_RefusesItAtOnce()
    {
        var key = await node.CreateAsync("brief", "reader");
        await node.SendAsync(HttpMethod.Get, "/inferno/stats", key).TextAsync();

        var revoked = await node.SendAsync(HttpMethod.Delete, "/inferno/keys/brief", node.Admin).ReadAsync();

        Assert.True((bool)revoked["success"]!);
        await node.SendAsync(HttpMethod.Get, "/inferno/stats", key).ProblemAsync(401);
        await node.SendAsync(HttpMethod.Delete, $"/inferno/keys/{revoked["id"]}", node.Admin).ReadAsync();
        await node.SendAsync(HttpMethod.Delete, "/inferno/keys/brief", node.Admin).ProblemAsync(404);
    }

    [Fact]
    public async Task Revoke_OfTheLastAdminKey_IsAConflictAndItStaysGood()
    {
        Assert.Contains("last", await node.SendAsync(HttpMethod.Delete, "/inferno/keys/key-1", node.Admin).ProblemAsync(409), StringComparison.Ordinal);

        await node.SendAsync(HttpMethod.Get, "/inferno/keys", node.Admin).TextAsync();
    }

    [Fact]
    public async Task Role_ThatIsTooLow_IsNamedInTheRefusal()
    {
        var detail = await node.SendAsync(HttpMethod.Delete, "/inferno/deployments/deploy-1", node.Reader).ProblemAsync(403);

        Assert.Contains("operator", detail, StringComparison.Ordinal);
        Assert.Contains("reader", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browser_WithTheKeyAsItsPassword_IsShownTheDashboardAndTheReference()
    {
        using var client = new HttpClient { BaseAddress = node.Url };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using (var asked = await client.GetAsync(new Uri("/dashboard/", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
            Assert.Equal(["Bearer", "Basic"], asked.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        }

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"me:{node.Admin}")));
        Assert.Contains("Orleans Dashboard", await client.GetAsync(new Uri("/dashboard/", UriKind.Relative)).TextAsync(), StringComparison.Ordinal);
        await client.GetAsync(new Uri("/reference/", UriKind.Relative)).TextAsync();
    }

    [Fact]
    public async Task Change_ByAKey_IsInTheAuditLogWithItsAnswer()
    {
        const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        await node.SendAsync(HttpMethod.Delete, "/inferno/compute/tasks/task-987?secret=no", node.Operator, body: null, ("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01")).ProblemAsync(404);
        await node.SendAsync(HttpMethod.Get, "/inferno/audit", node.Reader).ProblemAsync(403);
        await node.SendAsync(HttpMethod.Get, "/inferno/stats", node.Reader).TextAsync();
        await node.SendAsync(HttpMethod.Post, "/inferno/models/build", node.Reader, """{"modelType":"perceptron","inputSize":1}""").TextAsync();

        JsonArray page = [];
        await Eventually.UntilAsync(async () =>
        {
            page = (await node.SendAsync(HttpMethod.Get, "/inferno/audit?limit=2", node.Admin).ReadAsync()).AsArray();
            return page.Count > 0 && (string)page[0]!["path"]! == "/inferno/audit";
        });

        Assert.Equal(
            ["id", "at", "principal", "name", "role", "method", "path", "status", "requestId", "remoteAddress"],
            page[1]!.AsObject().Select(member => member.Key));
        Assert.Equal(
            "key-2 operator operator DELETE /inferno/compute/tasks/task-987 404 127.0.0.1",
            string.Join(' ', new[] { "principal", "name", "role", "method", "path", "status", "remoteAddress" }.Select(name => page[1]![name])));
        Assert.Equal(TraceId, (string)page[1]!["requestId"]!);
        Assert.Equal("reader 403", $"{page[0]!["name"]} {page[0]!["status"]}");
        Assert.Contains($"DELETE /inferno/compute/tasks/task-987 404, request {TraceId}", node.Errors, StringComparison.Ordinal);

        // The next page begins after this one.
        var next = (await node.SendAsync(HttpMethod.Get, $"/inferno/audit?limit=1&cursor={page[0]!["id"]}", node.Admin).ReadAsync()).AsArray();
        Assert.Equal((long)page[1]!["id"]!, (long)Assert.Single(next)!["id"]!);
        await node.SendAsync(HttpMethod.Get, "/inferno/audit?cursor=x", node.Admin).ProblemAsync(400, "cursor");
    }

    [Fact]
    public async Task IdempotencyKeys_OfTwoPrincipals_DoNotMeet()
    {
        const string Network = """{"name":"both","modelType":"perceptron","inputSize":1,"seed":1}""";
        var first = await DeployAsync(node.Operator);
        var second = await DeployAsync(node.Admin);

        Assert.NotEqual(first, second);
        Assert.Equal(first, await DeployAsync(node.Operator));
        Assert.Equal(second, await DeployAsync(node.Admin));
        foreach (var id in new[] { first, second })
        {
            await node.SendAsync(HttpMethod.Delete, $"/inferno/deployments/{id}", node.Operator).TextAsync();
        }

        async Task<string> DeployAsync(string key) => (string)(await node.SendAsync(
            HttpMethod.Post, "/inferno/deploy/model", key, Network, ("Idempotency-Key", "the-same")).ReadAsync())["deploymentId"]!;
    }

    [Fact]
    public async Task DataFile_WrittenByOne_ShowsTheAnswerToNobodyElse()
    {
        var id = (string)(await node.SendAsync(
            HttpMethod.Post, "/inferno/deploy/model", node.Operator, """{"name":"private","modelType":"perceptron","inputSize":1,"seed":1}""").ReadAsync())["deploymentId"]!;
        var answer = await node.SendAsync(HttpMethod.Put, "/inferno/ns/models/private/data", node.Operator, "5").TextAsync();

        Assert.NotEmpty(answer);
        Assert.Equal(answer, await node.SendAsync(HttpMethod.Get, "/inferno/ns/models/private/data", node.Operator).TextAsync());
        Assert.Empty(await node.SendAsync(HttpMethod.Get, "/inferno/ns/models/private/data", node.Reader).TextAsync());
        Assert.Empty(await node.SendAsync(HttpMethod.Get, "/inferno/ns/models/private/data", node.Admin).TextAsync());
        await node.SendAsync(HttpMethod.Delete, $"/inferno/deployments/{id}", node.Operator).TextAsync();
    }
}
