using System.Net;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>What the routes of the Civic Angel refuse; each refusal leaves no memory and no other phase.</summary>
[Collection(AngelTests.Name)]
public sealed class AngelRefusalTests(SharedNode node)
{
    private HttpClient Client => node.Client;

    /// <summary>Field at fault, body.</summary>
    public static TheoryData<string?, string> Activations => new()
    {
        { null, "" },
        { null, "[]" },
        { null, "{" },
        { null, """{"description":"d","data":[Infinity]}""" },
        { "description", "{}" },
        { "description", """{"description":null}""" },
        { "description", """{"description":""}""" },
        { "description", """{"description":" \n"}""" },
        { "description", """{"description":7}""" },
        { "description", """{"description":"a\u0000b"}""" },
        { "description", """{"description":"\ud83d"}""" },
        { "description", $$"""{"description":"{{new string('x', 4_097)}}"}""" },
        { "symbol", $$"""{"description":"d","symbol":"{{new string('x', 129)}}"}""" },
        { "symbol", """{"description":"d","symbol":"a\u0007"}""" },
        { "gesture", $$"""{"description":"d","gesture":"{{new string('x', 257)}}"}""" },
        { "glyph", $$"""{"description":"d","glyph":"{{new string('x', 257)}}"}""" },
        { "color", $$"""{"description":"d","color":"{{new string('x', 257)}}"}""" },
        { "color", """{"description":"d","color":["red"]}""" },
        { "depth", """{"description":"d","depth":4}""" },
        { "depth", """{"description":"d","depth":-1}""" },
        { "depth", """{"description":"d","depth":0.5}""" },
        { "data", """{"description":"d","data":[]}""" },
        { "data[1]", """{"description":"d","data":[1,"2"]}""" },
        { "data[0]", """{"description":"d","data":[1e39]}""" },
        { "mood", """{"description":"d","mood":"calm"}""" },
        { "description", """{"description":"d","description":"e"}""" },
    };

    /// <summary>Field at fault, body.</summary>
    public static TheoryData<string?, string> Gestures => new()
    {
        { null, "" },
        { "gesture", """{"description":"d"}""" },
        { "gesture", """{"description":"d","gesture":""}""" },
        { "gesture", """{"description":"d","gesture":3}""" },
        { "description", """{"gesture":"mirror"}""" },
        { "description", """{"gesture":"mirror","description":" "}""" },
        { "agents", """{"gesture":"mirror","description":"d","agents":[]}""" },
    };

    /// <summary>Field at fault, body.</summary>
    public static TheoryData<string?, string> Dialogues => new()
    {
        { null, "" },
        { "agents", """{"topic":"t"}""" },
        { "agents", """{"agents":["emergent-1"],"topic":"t"}""" },
        { "agents", """{"agents":["emergent-1","perspective-1","perspective-2","perspective-3","perspective-4","perspective-5","perspective-6"],"topic":"t"}""" },
        { "agents[1]", """{"agents":["emergent-1","nobody"],"topic":"t"}""" },
        { "agents[2]", """{"agents":["emergent-1","perspective-1","agent-999"],"topic":"t"}""" },
        { "topic", """{"agents":["emergent-1","perspective-1"]}""" },
        { "topic", $$"""{"agents":["emergent-1","perspective-1"],"topic":"{{new string('x', 4_097)}}"}""" },
        { "turns", """{"agents":["emergent-1","perspective-1"],"topic":"t","turns":0}""" },
        { "turns", """{"agents":["emergent-1","perspective-1"],"topic":"t","turns":65}""" },
        { "speed", """{"agents":["emergent-1","perspective-1"],"topic":"t","speed":2}""" },
    };

    [Theory]
    [MemberData(nameof(Activations))]
    public Task Activation_ThatIsInvalid_IsRefusedWithItsField(string? field, string body) => AssertRefusedAsync(400, field, "/civic-angel/activate", body);

    [Theory]
    [MemberData(nameof(Activations))]
    public Task Agent_AskedSomethingInvalid_RefusesWithTheField(string? field, string body) =>
        AssertRefusedAsync(400, field, "/civic-angel/agents/perspective-1/activate", body);

    [Theory]
    [MemberData(nameof(Gestures))]
    public Task Gesture_ThatIsInvalid_IsRefusedWithItsField(string? field, string body) => AssertRefusedAsync(400, field, "/civic-angel/gesture", body);

    [Theory]
    [MemberData(nameof(Dialogues))]
    public Task Dialogue_ThatIsInvalid_IsRefusedBeforeItBegins(string? field, string body) => AssertRefusedAsync(400, field, "/civic-angel/dialogue", body);

    [Theory]
    [InlineData("emergent-2")]
    [InlineData("EMERGENT-1")]
    [InlineData("perspective-0")]
    [InlineData("perspective-217")]
    [InlineData("synth-mirror-finger6")]
    [InlineData("agent-1")]
    [InlineData("agent-99999999999999999999")]
    [InlineData("%00")]
    [InlineData("a%2Fb")]
    public async Task Agent_ThatIsNotThere_Is404(string id)
    {
        await AssertUnchangedAsync(async () =>
        {
            // The server itself refuses a path with a NUL.
            var status = id == "%00" ? 400 : 404;
            Assert.Equal(status, (int)(await Client.GetAsync($"/civic-angel/agents/{id}")).StatusCode);
            if (status == 404)
            {
                await Client.GetAsync($"/civic-angel/agents/{id}").ProblemAsync(404);
                await Client.PostJsonAsync($"/civic-angel/agents/{id}/activate", """{"description":"d"}""").ProblemAsync(404);
                await SendAsync(HttpMethod.Put, $"/civic-angel/agents/{id}/model", """{"deploymentId":"deploy-1"}""").ProblemAsync(404);
                await SendAsync(HttpMethod.Delete, $"/civic-angel/agents/{id}/model", null).ProblemAsync(404);
            }
        });
    }

    [Theory]
    [InlineData("Nothing")]
    [InlineData("0")]
    [InlineData("Mirror,Flame")]
    [InlineData("mirrors")]
    public async Task Hand_ThatIsNone_IsRefusedWithTheSix(string hand)
    {
        var detail = await Client.GetAsync($"/civic-angel/hands/{hand}").ProblemAsync(400, "hand");

        Assert.Contains("Mirror, Flame, Loom, Depth, Song, Silence", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("type", "?type=angel")]
    [InlineData("type", "?type=")]
    [InlineData("type", "?type=1")]
    [InlineData("limit", "?limit=0")]
    [InlineData("limit", "?limit=10001")]
    [InlineData("limit", "?limit=ten")]
    [InlineData("cursor", "?cursor=")]
    [InlineData("cursor", "?cursor=nobody")]
    [InlineData("cursor", "?cursor=agent-1")]
    [InlineData("cursor", "?type=custom&cursor=emergent-1")]
    public async Task Agents_OfAnInvalidPage_AreRefusedWithTheParameter(string field, string query)
    {
        var detail = await Client.GetAsync($"/civic-angel/agents{query}").ProblemAsync(400, field);

        if (field == "type")
        {
            Assert.Contains("emergent, synthesizer, perspective, custom", detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("limit", "mirror?limit=0")]
    [InlineData("limit", "mirror?limit=1.5")]
    [InlineData("cursor", "mirror?cursor=0")]
    [InlineData("cursor", "mirror?cursor=-1")]
    [InlineData("cursor", "mirror?cursor=memory-1")]
    public async Task Memories_OfAnInvalidPage_AreRefusedWithTheParameter(string field, string rest) =>
        await Client.GetAsync($"/civic-angel/memories/{rest}").ProblemAsync(400, field);

    [Fact]
    public async Task Memories_OfATriggerThatIsTooLong_AreRefused() =>
        await Client.GetAsync($"/civic-angel/memories/{new string('x', 129)}").ProblemAsync(400, "trigger");

    [Theory]
    [InlineData(400, "deploymentId", "{}")]
    [InlineData(400, "deploymentId", """{"deploymentId":""}""")]
    [InlineData(400, "deploymentId", """{"deploymentId":3}""")]
    [InlineData(400, "deploymentId", """{"deploymentId":"a\u0000b"}""")]
    [InlineData(400, "model", """{"model":"deploy-1"}""")]
    [InlineData(404, null, """{"deploymentId":"deploy-999"}""")]
    [InlineData(404, null, """{"deploymentId":"nothing of that name"}""")]
    public async Task Binding_ToWhatIsNoDeployment_IsRefused(int status, string? field, string body)
    {
        await AssertUnchangedAsync(() => SendAsync(HttpMethod.Put, "/civic-angel/agents/perspective-3/model", body).ProblemAsync(status, field));

        var agent = await Client.GetAsync("/civic-angel/agents/perspective-3").ReadAsync();
        Assert.Null(agent["deploymentId"]);
    }

    [Fact]
    public async Task Unbinding_OfAnAgentThatIsNotBound_IsAConflict() =>
        await SendAsync(HttpMethod.Delete, "/civic-angel/agents/perspective-3/model", null).ProblemAsync(409);

    [Theory]
    [InlineData("/civic-angel/activate")]
    [InlineData("/civic-angel/gesture")]
    [InlineData("/civic-angel/dialogue")]
    [InlineData("/civic-angel/agents/perspective-1/activate")]
    public async Task Body_ThatIsNotJson_Is415(string path) =>
        await AssertUnchangedAsync(() => Client.PostAsync(path, new StringContent("description=d")).ProblemAsync(415));

    [Fact]
    public async Task Events_AfterWhatIsNoEvent_AreRefused()
    {
        await Client.GetAsync("/civic-angel/events?after=yesterday").ProblemAsync(400, "after");
        using var request = Answers.Json(HttpMethod.Get, "/civic-angel/events", null, ("Last-Event-ID", "x-y"));
        await Client.SendAsync(request).ProblemAsync(400, "after");
    }

    [Theory]
    [InlineData("/civic-angel/activate", """{"description":"d"}""")]
    [InlineData("/civic-angel/gesture", """{"gesture":"mirror","description":"d"}""")]
    [InlineData("/civic-angel/lifecycle/advance", "{}")]
    public async Task Key_ThatIsNone_IsRefused(string path, string body) => await AssertUnchangedAsync(async () =>
    {
        using var request = Answers.Json(HttpMethod.Post, path, body, ("Idempotency-Key", new string('k', 256)));
        await Client.SendAsync(request).ProblemAsync(400, "Idempotency-Key");
    });

    [Theory]
    [InlineData("GET", "/civic-angel/activate")]
    [InlineData("POST", "/civic-angel/info")]
    [InlineData("PUT", "/civic-angel/lifecycle")]
    [InlineData("GET", "/civic-angel/lifecycle/advance")]
    [InlineData("POST", "/civic-angel/agents/emergent-1/model")]
    public async Task Method_ThatARouteDoesNotTake_Is405(string method, string path) =>
        await SendAsync(new HttpMethod(method), path, null).ProblemAsync(405);

    private Task AssertRefusedAsync(int status, string? field, string path, string body) =>
        AssertUnchangedAsync(() => Client.PostJsonAsync(path, body).ProblemAsync(status, field));

    private async Task AssertUnchangedAsync(Func<Task> request)
    {
        var before = await Client.GetAsync("/civic-angel/info").TextAsync(HttpStatusCode.OK);
        await request();
        Assert.Equal(before, await Client.GetAsync("/civic-angel/info").TextAsync(HttpStatusCode.OK));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = Answers.Json(method, path, body);
        return await Client.SendAsync(request);
    }
}
