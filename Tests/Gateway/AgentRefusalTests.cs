using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>What deploying agents refuses, and what networks do that deployments of agents cannot.</summary>
[Collection(RefusingTests.Name)]
public sealed class AgentRefusalTests(RefusingNode node)
{
    private const string Route = "/inferno/deploy/agent";

    /// <summary>Status, field at fault, what the message must name, body.</summary>
    public static TheoryData<int, string, string, string> Bodies => new()
    {
        { 400, "name", "1 to 128", """{"agentId":"emergent-1"}""" },
        { 400, "name", "1 to 128", """{"name":null,"agentId":"emergent-1"}""" },
        { 400, "name", "text", """{"name":5,"agentId":"emergent-1"}""" },
        { 400, "name", "slashes", """{"name":"a/b","agentId":"emergent-1"}""" },
        { 400, "name", "id", """{"name":"deploy-7","agentId":"emergent-1"}""" },
        { 404, "agentId", "'synth-mirror-thumb'", """{"name":"x","agentId":"synth-mirror-thumb"}""" },
        { 404, "agentId", "'perspective-217'", """{"name":"x","agentId":"perspective-217"}""" },
        { 404, "agentId", "'perspective-01'", """{"name":"x","agentId":"perspective-01"}""" },
        { 404, "agentId", "'agent-1'", """{"name":"x","agentId":"agent-1"}""" },
        { 404, "agentId", "''", """{"name":"x","agentId":""}""" },
        { 400, "agentId", "text", """{"name":"x","agentId":1}""" },
        { 400, "hand", "agentId", """{"name":"x","agentId":"emergent-1","hand":"Mirror"}""" },
        { 400, "role", "agentId", """{"name":"x","agentId":"emergent-1","role":"Palm"}""" },
        { 400, "lens", "agentId", """{"name":"x","agentId":"emergent-1","lens":"the-edge"}""" },
        { 400, "description", "agentId", """{"name":"x","agentId":"emergent-1","description":"a"}""" },
        { 400, "hand", "Mirror, Flame, Loom, Depth, Song, Silence", """{"name":"x"}""" },
        { 400, "hand", "Mirror, Flame, Loom, Depth, Song, Silence", """{"name":"x","role":"Palm","description":"a"}""" },
        { 400, "hand", "'Fist'", """{"name":"x","hand":"Fist","role":"Palm","description":"a"}""" },
        { 400, "hand", "'0'", """{"name":"x","hand":"0","role":"Palm","description":"a"}""" },
        { 400, "hand", "'Mirror, Flame'", """{"name":"x","hand":"Mirror, Flame","role":"Palm","description":"a"}""" },
        { 400, "role", "Palm, Finger1, Finger2, Finger3, Finger4, Finger5", """{"name":"x","hand":"Mirror","description":"a"}""" },
        { 400, "role", "'Thumb'", """{"name":"x","hand":"Mirror","role":"Thumb","description":"a"}""" },
        { 400, "lens", "the-threshold", """{"name":"x","hand":"Mirror","lens":"the-end","description":"a"}""" },
        { 400, "lens", "the-dissolving", """{"name":"x","hand":"Mirror","lens":"","description":"a"}""" },
        { 400, "lens", "role", """{"name":"x","hand":"Mirror","role":"Palm","lens":"the-edge","description":"a"}""" },
        { 400, "description", "1,024", """{"name":"x","hand":"Mirror","role":"Palm"}""" },
        { 400, "description", "1,024", """{"name":"x","hand":"Mirror","role":"Palm","description":" "}""" },
        { 400, "description", "1,025", $$"""{"name":"x","hand":"Mirror","role":"Palm","description":"{{new string('d', 1_025)}}"}""" },
        { 400, "description", "control", """{"name":"x","hand":"Mirror","role":"Palm","description":"a\nb"}""" },
        { 400, "description", "text", """{"name":"x","hand":"Mirror","role":"Palm","description":7}""" },
        { 400, "symbolicLens", "lens", """{"name":"x","hand":"Mirror","symbolicLens":"the-edge","description":"a"}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Deploy_OfWhatIsNoAgent_IsRefusedByItsFieldAndChangesNothing(int status, string field, string named, string body)
    {
        Assert.Contains(named, await node.Client.PostJsonAsync(Route, body).ProblemAsync(status, field), StringComparison.Ordinal);
        await node.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Deployment_OfAnAgent_SaysWhatToDoInPlaceOfWhatOnlyNetworksCan()
    {
        var client = node.Client;
        var id = (await client.PostJsonAsync(Route, """{"name":"not-a-network","agentId":"synth-loom-palm"}""").ReadAsync()).Text("deploymentId");
        foreach (var deployment in new[] { id, "not-a-network" })
        {
            var detail = await client.PostJsonAsync($"/inferno/execute/{deployment}", """{"data":[1]}""").ProblemAsync(409);
            Assert.Contains("/civic-angel/agents/synth-loom-palm/activate", detail, StringComparison.Ordinal);
            Assert.Contains("synth-loom-palm", await client.GetAsync($"/inferno/deployments/{deployment}/stats").ProblemAsync(409), StringComparison.Ordinal);
            foreach (var (change, body) in new[] { ("scale", """{"replicas":2}"""), ("rollout", """{"dtype":"INT8"}"""), ("rollback", "{}") })
            {
                detail = await client.PostJsonAsync($"/inferno/deployments/{deployment}/{change}", body).ProblemAsync(409);
                Assert.Contains("/civic-angel/agents/synth-loom-palm/model", detail, StringComparison.Ordinal);
            }

            Assert.Equal("[]", await client.GetAsync($"/inferno/deployments/{deployment}/replicas").TextAsync());
        }

        Assert.Contains(
            "synth-loom-palm",
            await client.PostJsonAsync("/inferno/compute/tasks", $$"""{"taskType":"inference","modelId":"{{id}}","data":[1]}""").ProblemAsync(400, "modelId"),
            StringComparison.Ordinal);
        await node.RemoveAsync(id);
        await node.AssertUnchangedAsync();
    }
}
