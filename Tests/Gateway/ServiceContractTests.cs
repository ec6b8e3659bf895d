using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Services over HTTP.</summary>
[Collection(LookingTests.Name)]
public sealed class ServiceContractTests(SharedNode node)
{
    private const string Network = """ "modelType":"feedforward","inputSize":4,"hiddenSizes":[6],"outputSize":3,"seed":1 """;

    private HttpClient Client => node.Client;

    [Fact]
    public async Task Service_FromItsDeploymentToItsEnd_AnswersToTheLetter()
    {
        await Client.DeployAsync("letters", Network);
        var id = await DeployAsync(
            "spelled", """ "steps":[{"name":"half","operations":["abs",{"op":"scale","factor":0.5}]},{"model":"letters"},{"operations":[{"op":"window-mean","size":2}]}] """);

        var scaled = await Client.ExecuteAsync("letters", "[0.5,1,1.5,2]");
        var numbers = scaled.Select(text => float.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var executing = Client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1,-2,3,-4]}""");
        Assert.Equal("spelled", Assert.Single((await executing).Headers.GetValues("X-Inferno-Model-Version")));
        Assert.False((await executing).Headers.Contains("X-Inferno-Replica"));
        var result = (await executing.ReadAsync())["result"]!.AsArray().Select(number => number!.GetValue<float>()).ToArray();
        Assert.Equal(2, result.Length);
        Assert.Equal((numbers[0] + numbers[1]) / 2, result[0], 1e-6);
        Assert.Equal(4, (await Client.ExecuteAsync("spelled", "[1,2,3,4,4,3,2,1]")).Length);

        Assert.Equal(
            $$$"""[{"id":"{{{id}}}","name":"spelled","deploymentType":"Service","status":"Running","metadata":{"steps":"half → letters → window-mean"}}]""",
            await Client.GetAsync("/inferno/deployments?name=spelled").TextAsync());
        var details = (await Client.GetAsync($"/inferno/deployments/{id}").ReadAsync()).AsObject();
        Assert.Equal((4, 2), (details["inputSize"]!.GetValue<int>(), details["outputSize"]!.GetValue<int>()));
        Assert.Equal(
            """[{"name":"half","operations":[{"op":"abs"},{"op":"scale","factor":0.5}]},{"model":"letters"},{"operations":[{"op":"window-mean","size":2}]}]""",
            details["steps"]!.ToJsonString());
        Assert.DoesNotContain("dtype", details.Select(member => member.Key));

        var stats = await Client.GetAsync($"/inferno/deployments/{id}/stats").ReadAsync();
        Assert.Equal((2, 0), (stats["requests"]!.GetValue<int>(), stats["errors"]!.GetValue<int>()));
        Assert.Equal("""[{"maxRows":1,"count":1},{"maxRows":2,"count":1}]""", stats["batches"]!.ToJsonString());
        Assert.Equal("[]", await Client.GetAsync($"/inferno/deployments/{id}/replicas").TextAsync());

        Assert.Equal("Stopped", (await Client.PostAsync($"/inferno/deployments/{id}/stop", null).ReadAsync()).Text("status"));
        Assert.Contains("is Stopped", await Client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1,2,3,4]}""").ProblemAsync(409), StringComparison.Ordinal);
        Assert.Contains("is Stopped", await Client.GetAsync($"/inferno/deployments/{id}/stats").ProblemAsync(409), StringComparison.Ordinal);
        await Client.PostAsync($"/inferno/deployments/{id}/start", null).ReadAsync();
        Assert.Equal(2, (await Client.ExecuteAsync(id, "[1,2,3,4]")).Length);

        await Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();
        await Client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1,2,3,4]}""").ProblemAsync(404);
    }

    [Fact]
    public async Task Service_WhoseModelIsSwappedByMount_AnswersByTheOther()
    {
        await Client.DeployAsync("old", Network);
        var other = await Client.DeployAsync("new", Network.Replace("\"seed\":1", "\"seed\":2", StringComparison.Ordinal));
        var id = await DeployAsync("mounts", """ "steps":[{"model":"old"}] """);
        var process = id.Replace("deploy", "proc", StringComparison.Ordinal);
        var before = await Client.ExecuteAsync("old", "[1,2,3,4]");
        Assert.Equal(before, await Client.ExecuteAsync(id, "[1,2,3,4]"));

        await Client.PostJsonAsync($"/inferno/ns/mount?process={process}", $$"""{"source":"#models/{{other}}","target":"/models/old"}""").TextAsync();
        var expected = await Client.ExecuteAsync("new", "[1,2,3,4]");
        await Eventually.UntilAsync(async () => string.Join(' ', await Client.ExecuteAsync(id, "[1,2,3,4]")) == string.Join(' ', expected));

        await Client.PostJsonAsync($"/inferno/ns/unmount?process={process}", """{"target":"/models/old"}""").TextAsync();
        await Eventually.UntilAsync(async () => (await Client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1,2,3,4]}""")).StatusCode == System.Net.HttpStatusCode.Conflict);
        Assert.Contains("/models/old", await Client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1,2,3,4]}""").ProblemAsync(409), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_RepeatedWithItsKey_GivesTheFirstAnswer()
    {
        const string Body = """{"name":"keyed","inputSize":2,"steps":[{"operations":["abs"]}]}""";
        var first = await KeyedAsync(Body).TextAsync();
        Assert.Equal(first, await KeyedAsync(Body).TextAsync());
        await KeyedAsync(Body.Replace("2", "3", StringComparison.Ordinal)).ProblemAsync(409);
    }

    private async Task<HttpResponseMessage> KeyedAsync(string body)
    {
        using var request = Answers.Json(HttpMethod.Post, "/inferno/deploy/service", body, ("Idempotency-Key", "service-key"));
        return await Client.SendAsync(request);
    }

    private async Task<string> DeployAsync(string name, string fields)
    {
        var answer = await Client.PostJsonAsync("/inferno/deploy/service", $$"""{"name":"{{name}}",{{fields}}}""").ReadAsync();
        Assert.Equal($"Service {name} deployed successfully", answer.Text("message"));
        return answer.Text("deploymentId");
    }
}
