using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

public sealed class DeploymentContractTests
{
    private const string Empty =
        """{"totalProcesses":0,"runningProcesses":0,"totalDeployments":0,"deploymentsByType":{"neuralNetwork":0,"civicAgent":0,"distributedTask":0,"service":0}}""";

    private const string Mnist = """{"name":"mnist-classifier","modelType":"classifier","inputSize":784,"hiddenSizes":[128,64],"outputSize":10}""";

    [Fact]
    public async Task Deployments_FromAnEmptyNodeToAnEmptyNode_AnswerToTheLetter()
    {
        using var data = new TemporaryDirectory();
        await using var node = await EmbeddedNode.StartAsync(data.Path);
        var client = node.Client;
        Assert.Equal(Empty, await client.GetAsync("/inferno/stats").TextAsync());
        Assert.Equal("[]", await client.GetAsync("/inferno/deployments").TextAsync());

        Assert.Equal(
            """{"deploymentId":"deploy-1","success":true,"message":"Model mnist-classifier deployed successfully"}""",
            await client.PostJsonAsync("/inferno/deploy/model", Mnist).TextAsync());
        Assert.Equal(Item(1), Assert.Single(await ListAsync(client)));
        Assert.Equal(
            """{"totalProcesses":1,"runningProcesses":1,"totalDeployments":1,"deploymentsByType":{"neuralNetwork":1,"civicAgent":0,"distributedTask":0,"service":0}}""",
            await client.GetAsync("/inferno/stats").TextAsync());

        // A refused deploy leaves no gap.
        await client.PostJsonAsync("/inferno/deploy/model", """{"name":"x","modelType":"nonsense"}""").ProblemAsync(400, "modelType");
        await client.PostJsonAsync("/inferno/deploy/model", """{"name":"x","modelId":"unknown"}""").TextAsync(System.Net.HttpStatusCode.NotFound);
        Assert.Equal("deploy-2", await client.DeployAsync("two", """ "modelType":"perceptron","inputSize":2 """));
        Assert.Equal("deploy-3", await client.DeployAsync("mnist-classifier", """ "modelType":"perceptron","inputSize":2 """));

        // An id is never used again, not even the newest.
        Assert.Equal(
            """{"success":true,"message":"Deployment deploy-3 terminated"}""",
            await client.DeleteAsync("/inferno/deployments/deploy-3").TextAsync());
        Assert.Equal("deploy-4", await client.DeployAsync("four", """ "modelType":"perceptron","inputSize":2 """));

        foreach (var id in new[] { "deploy-1", "deploy-2", "deploy-4" })
        {
            Assert.Equal(
                $$"""{"success":true,"message":"Deployment {{id}} terminated"}""",
                await client.DeleteAsync($"/inferno/deployments/{id}").TextAsync());
            await client.GetAsync($"/inferno/deployments/{id}").ProblemAsync(404);
            await client.DeleteAsync($"/inferno/deployments/{id}").ProblemAsync(404);
            await client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1]}""").ProblemAsync(404);
        }

        Assert.Equal("[]", await client.GetAsync("/inferno/deployments").TextAsync());
        Assert.Equal(Empty, await client.GetAsync("/inferno/stats").TextAsync());
    }

    [Fact]
    public async Task Deploy_WhoseTimeIsUpWhileItIsBuilt_DeploysNothingLater()
    {
        const string Network = """ "modelType":"feedforward","inputSize":5000,"hiddenSizes":[5000],"outputSize":1,"seed":1 """;
        using var data = new TemporaryDirectory();

        // One network is built at a time, so the second is built after the first and takes at least as long from there.
        await using var node = await EmbeddedNode.StartAsync(data.Path, "--Weights:ConcurrentBuilds=1");
        Assert.Equal("deploy-1", await node.Client.DeployAsync("first", """ "modelType":"perceptron","inputSize":1 """));

        // Long enough to begin building, too short to hash and store 100 MB.
        using var late = Answers.Json(HttpMethod.Post, "/inferno/deploy/model", $$"""{"name":"late",{{Network}}}""", ("X-Inferno-Timeout-Ms", "100"));
        await node.Client.SendAsync(late).ProblemAsync(504);

        Assert.Equal("deploy-2", await node.Client.DeployAsync("second", Network));
        Assert.Equal(2, (await ListAsync(node.Client)).Length);
    }

    private static string Item(int number) =>
        $$$"""{"id":"deploy-{{{number}}}","name":"mnist-classifier","deploymentType":"NeuralNetwork","status":"Running","metadata":{"architecture":"784 → 128 → 64 → 10 (softmax)","parameterCount":"109386"}}""";

    /// <summary>The items of the list as they are spelled.</summary>
    private static async Task<string[]> ListAsync(HttpClient client)
    {
        var text = await client.GetAsync("/inferno/deployments").TextAsync();
        using var list = System.Text.Json.JsonDocument.Parse(text);
        return [.. list.RootElement.EnumerateArray().Select(item => item.GetRawText())];
    }
}
