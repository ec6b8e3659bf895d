using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

[Collection(LookingTests.Name)]
public sealed class DeploymentListTests(SharedNode node)
{
    private const string Small = """ "modelType":"perceptron","inputSize":2 """;

    [Fact]
    public async Task Name_OfSeveralDeployments_MeansTheNewestAndThenTheOlder()
    {
        var older = await node.Client.DeployAsync("twice", """ "modelType":"perceptron","inputSize":1 """);
        Assert.Single(await node.Client.ExecuteAsync("twice", "[1]"));
        var newer = await node.Client.DeployAsync("twice", """ "modelType":"perceptron","inputSize":3 """);

        Assert.Equal(newer, (await node.Client.GetAsync("/inferno/deployments/twice").ReadAsync())["id"]!.GetValue<string>());
        Assert.Single(await node.Client.ExecuteAsync("twice", "[1,2,3]"));

        await node.Client.DeleteAsync($"/inferno/deployments/{newer}").TextAsync();
        Assert.Equal(older, (await node.Client.GetAsync("/inferno/deployments/twice").ReadAsync())["id"]!.GetValue<string>());
        var atOnce = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => node.Client.ExecuteAsync("twice", "[1,2,3]")));
        Assert.All(atOnce, results => Assert.Equal(3, results.Length));

        Assert.Equal(
            $$"""{"success":true,"message":"Deployment {{older}} terminated"}""",
            await node.Client.DeleteAsync($"/inferno/deployments/{older}").TextAsync());
        await node.Client.GetAsync("/inferno/deployments/twice").ProblemAsync(404);
        await node.Client.PostJsonAsync("/inferno/execute/twice", """{"data":[1]}""").ProblemAsync(404);
    }

    [Fact]
    public async Task Get_ADeployment_ShowsTheItemOfTheListAndMore()
    {
        var id = await node.Client.DeployAsync("shown", Small);
        var item = Assert.Single((await node.Client.GetAsync("/inferno/deployments?name=shown").ReadAsync()).AsArray())!.AsObject();
        var details = (await node.Client.GetAsync($"/inferno/deployments/{id}").ReadAsync()).AsObject();

        Assert.Equal(["id", "name", "deploymentType", "status", "metadata"], item.Select(member => member.Key));
        Assert.Equal(item.Select(member => member.Key), details.Select(member => member.Key).Take(5));
        Assert.True(item.All(member => JsonNode.DeepEquals(member.Value, details[member.Key])));
        Assert.Equal(id.Replace("deploy", "proc", StringComparison.Ordinal), details["processId"]!.GetValue<string>());
        Assert.Equal("Perceptron@1.0", details["modelVersion"]!.GetValue<string>());
        Assert.Equal(2, details["inputSize"]!.GetValue<int>());
        Assert.Equal(1, details["outputSize"]!.GetValue<int>());
    }

    [Fact]
    public async Task Names_WithLettersOfAnyLanguage_AreKeptAsTheyAre()
    {
        var id = await node.Client.DeployAsync("größe 数字's", Small);

        var found = await node.Client.GetAsync($"/inferno/deployments/{Uri.EscapeDataString("größe 数字's")}").ReadAsync();
        Assert.Equal(id, found["id"]!.GetValue<string>());
        Assert.Equal("größe 数字's", found["name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("type=NeuralNetwork", 2)]
    [InlineData("type=neuralnetwork&status=Running", 2)]
    [InlineData("type=CivicAgent", 0)]
    [InlineData("type=DistributedTask", 0)]
    [InlineData("type=Service", 0)]
    [InlineData("status=Running", 2)]
    [InlineData("status=Created", 0)]
    [InlineData("status=Stopped", 0)]
    [InlineData("status=Terminated", 0)]
    [InlineData("status=Failed", 0)]
    public async Task List_Filtered_HoldsWhatFits(string filter, int expected)
    {
        var name = $"filtered {filter}";
        await node.Client.DeployAsync(name, Small);
        await node.Client.DeployAsync(name, Small);

        var found = await node.Client.GetAsync($"/inferno/deployments?{filter}&name={Uri.EscapeDataString(name)}").ReadAsync();

        Assert.Equal(expected, found.AsArray().Count);
        Assert.All(found.AsArray(), item => Assert.Equal(name, item!["name"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Paging_FollowedToTheEnd_ShowsEveryDeploymentOnceInOrder(int limit)
    {
        var name = $"page-of-{limit}";
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await node.Client.DeployAsync(name, Small));
        }

        var seen = new List<string>();
        var pages = 0;
        for (string? next = $"/inferno/deployments?name={name}&limit={limit}"; next is not null; pages++)
        {
            using var answer = await node.Client.GetAsync(next);
            var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();
            Assert.InRange(page.Count, 1, limit);
            seen.AddRange(page.Select(item => item!["id"]!.GetValue<string>()));
            next = NextOf(answer);
        }

        Assert.Equal(ids, seen);
        Assert.Equal((5 + limit - 1) / limit, pages);
    }

    [Fact]
    public async Task List_WithoutPaging_HoldsEverythingAndNoLink()
    {
        await node.Client.DeployAsync("listed", Small);
        using var answer = await node.Client.GetAsync("/inferno/deployments");

        Assert.False(answer.Headers.Contains("Link"));
        var stats = await node.Client.GetAsync("/inferno/stats").ReadAsync();
        Assert.Equal(
            stats["totalDeployments"]!.GetValue<int>(), JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().Count);
    }

    /// <summary>The address of a <c>Link: &lt;…&gt;; rel="next"</c>.</summary>
    internal static string? NextOf(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Link", out var links))
        {
            return null;
        }

        var link = Assert.Single(links);
        Assert.StartsWith("<", link, StringComparison.Ordinal);
        Assert.EndsWith(">; rel=\"next\"", link, StringComparison.Ordinal);
        return link[1..link.IndexOf('>', StringComparison.Ordinal)];
    }
}
