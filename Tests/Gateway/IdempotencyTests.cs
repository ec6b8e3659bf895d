using System.Net;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

public sealed class IdempotencyTests(SharedNode node) : IClassFixture<SharedNode>
{
    private const string Network = "\"modelType\":\"classifier\",\"inputSize\":64,\"hiddenSizes\":[32],\"outputSize\":10";

    [Fact]
    public async Task Deploy_RepeatedWithItsKey_GivesTheFirstAnswerAndOneDeployment()
    {
        var first = await DeployAsync("key-1", "repeated").TextAsync();

        Assert.Equal(first, await DeployAsync("key-1", "repeated").TextAsync());
        Assert.Single(await ListAsync("repeated"));

        // Even after it is gone: the answer reports what the key did.
        var id = (await node.Client.GetAsync("/inferno/deployments/repeated").ReadAsync())["id"]!.GetValue<string>();
        await node.Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();
        Assert.Equal(first, await DeployAsync("key-1", "repeated").TextAsync());
        Assert.Empty(await ListAsync("repeated"));
    }

    [Fact]
    public async Task Deploy_OfAnotherBodyWithTheKey_IsAConflict()
    {
        await DeployAsync("key-2", "other").TextAsync();

        Assert.Contains("Idempotency-Key", await DeployAsync("key-2", "another").ProblemAsync(409), StringComparison.Ordinal);
        Assert.Empty(await ListAsync("another"));
        await ImportAsync("key-2", "another", bias: 1).ProblemAsync(409);
    }

    [Fact]
    public async Task Deploy_WithoutOrWithAnotherKey_IsAnotherDeployment()
    {
        await DeployAsync("key-3", "several").TextAsync();
        await DeployAsync("key-4", "several").TextAsync();
        await DeployAsync(key: null, "several").TextAsync();
        await DeployAsync(key: null, "several").TextAsync();

        Assert.Equal(4, (await ListAsync("several")).Count);
    }

    [Fact]
    public async Task Deploy_ThatWasRefused_DoesNotUseTheKeyUp()
    {
        using var refused = Answers.Json(HttpMethod.Post, "/inferno/deploy/model", """{"name":"later"}""", ("Idempotency-Key", "key-5"));
        await node.Client.SendAsync(refused).ProblemAsync(400, "modelType");

        await DeployAsync("key-5", "later").TextAsync();
        Assert.Single(await ListAsync("later"));
    }

    [Fact]
    public async Task Deploy_EightTimesAtOnceWithOneKey_IsOneDeployment()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DeployAsync("key-6", "at-once")));

        var id = Assert.Single(await ListAsync("at-once"))!["id"]!.GetValue<string>();
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        foreach (var answer in answers)
        {
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                Assert.Equal(id, (await Task.FromResult(answer).ReadAsync())["deploymentId"]!.GetValue<string>());
            }
            else
            {
                await Task.FromResult(answer).ProblemAsync(409);
            }
        }

        Assert.Contains(id, await DeployAsync("key-6", "at-once").TextAsync(), StringComparison.Ordinal);
        Assert.Single(await ListAsync("at-once"));
    }

    [Fact]
    public async Task Import_RepeatedWithItsKey_GivesTheFirstAnswer()
    {
        var first = await ImportAsync("key-7", "kept", bias: 1).TextAsync();

        Assert.Equal(first, await ImportAsync("key-7", "kept", bias: 1).TextAsync());
        await ImportAsync("key-7", "kept", bias: 2).ProblemAsync(409);
        await ImportAsync("key-7", "kept-elsewhere", bias: 1).ProblemAsync(409);
        Assert.Contains("kept@2", await ImportAsync("key-8", "kept", bias: 2).TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_EightTimesAtOnceWithOneKey_IsOneVersion()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ImportAsync("key-9", "imported-at-once", bias: 3)));

        foreach (var answer in answers)
        {
            Assert.Contains("imported-at-once@1", await Task.FromResult(answer).TextAsync(), StringComparison.Ordinal);
        }
    }

    private async Task<HttpResponseMessage> DeployAsync(string? key, string name)
    {
        using var request = Answers.Json(HttpMethod.Post, "/inferno/deploy/model", $$"""{"name":"{{name}}",{{Network}}}""");
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await node.Client.SendAsync(request);
    }

    private async Task<HttpResponseMessage> ImportAsync(string key, string name, float bias)
    {
        using var request = Answers.Json(HttpMethod.Post, $"/inferno/models?name={name}", null, ("Idempotency-Key", key));
        request.Content = new ByteArrayContent(SafetensorsFile.Tiny(bias));
        return await node.Client.SendAsync(request);
    }

    private async Task<JsonArray> ListAsync(string name) =>
        (await node.Client.GetAsync($"/inferno/deployments?name={name}").ReadAsync()).AsArray();
}
