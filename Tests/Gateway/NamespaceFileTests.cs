using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Things as files: each of every kind can be read, and tells what REST tells.</summary>
[Collection(NamespaceTests.Name)]
public sealed class NamespaceFileTests(SharedNode node)
{
    private const string Network = """ "modelType":"feedforward","inputSize":4,"hiddenSizes":[8],"outputSize":3,"seed":3 """;

    private HttpClient Client => node.Client;

    [Fact]
    public async Task Network_AsFiles_TellsWhatRestTells()
    {
        var id = await Client.DeployAsync("told", $$""" {{Network}},"resources":[{"resourceType":"Compute","amount":2}],"restartPolicy":{"mode":"OnFailure","maxRestarts":3} """);
        await Client.ExecuteAsync(id, "[1,2,3,4]");

        foreach (var directory in new[] { $"/models/{id}", "/models/told", $"/proc/{Process(id)}" })
        {
            Assert.Equal(["status", "ctl", "metadata", "stats", "ns", "data"], await Client.LsAsync(directory));
            Assert.Equal("Running\n", await Client.CatAsync($"{directory}/status"));
            AssertSame(await Client.GetAsync($"/inferno/deployments/{id}").ReadAsync(), await JsonAsync($"{directory}/metadata"));
            var stats = (await JsonAsync($"{directory}/stats")).AsObject();
            var told = (await Client.GetAsync($"/inferno/deployments/{id}/stats").ReadAsync()).AsObject();
            Assert.All(told, member => Assert.True(JsonNode.DeepEquals(member.Value, stats[member.Key]), $"{member.Key}: {stats.ToJsonString()}"));
            Assert.Equal(1, stats["requests"]!.GetValue<int>());
            Assert.NotNull(stats["resources"]);
        }
    }

    [Fact]
    public async Task Data_WrittenToANetwork_AnswersAsExecuteDoes()
    {
        var id = await Client.DeployAsync("computes", Network);
        Assert.Equal("", await Client.CatAsync("/models/computes/data"));
        var expected = await Client.ExecuteAsync(id, "[1,2,3,4,-0.5,1e-3,7,8]");
        var text = $"{string.Join(' ', expected[..3])}\n{string.Join(' ', expected[3..])}\n";

        Assert.Equal(text, await Client.WriteAsync("/models/computes/data", "[1,2,3,4,-0.5,1e-3,7,8]").TextAsync());
        Assert.Equal(text, await Client.CatAsync($"/proc/{Process(id)}/data"));
        Assert.Equal($"{string.Join(' ', expected[..3])}\n", await Client.WriteAsync($"/models/{id}/data", "1 2\n3\t4\n").TextAsync());
        Assert.Equal($"{string.Join(' ', expected[..3])}\n", await Client.CatAsync("/models/computes/data"));
    }

    [Theory]
    [InlineData("1 2 3", 400, "3 numbers")]
    [InlineData("1 2 3 x", 400, "number 4 is 'x'")]
    [InlineData("", 400, "there is none")]
    [InlineData("3e38 3e38 3e38 3e38", 400, "not finite")]
    public async Task Data_ThatCannotBeComputed_IsRefused(string numbers, int status, string reason)
    {
        var id = await Client.DeployAsync("refuses", Network);

        Assert.Contains(reason, await Client.WriteAsync($"/models/{id}/data", numbers).ProblemAsync(status, "data"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_AsFiles_ComputesAndTellsWhatRestTells()
    {
        await Client.DeployAsync("inner", Network);
        var id = await DeployAsync("service", """{"name":"piped","inputSize":4,"steps":[{"operations":[{"op":"scale","factor":2}]},{"model":"inner"}]}""");

        Assert.Contains("piped", await Client.LsAsync("/models"));
        Assert.Equal(["status", "ctl", "metadata", "stats", "ns", "data"], await Client.LsAsync($"/proc/{Process(id)}"));
        var expected = await Client.ExecuteAsync(id, "[1,2,3,4]");
        Assert.Equal($"{string.Join(' ', expected)}\n", await Client.WriteAsync("/models/piped/data", "1 2 3 4").TextAsync());
        AssertSame(await Client.GetAsync($"/inferno/deployments/{id}").ReadAsync(), await JsonAsync($"/models/{id}/metadata"));
        Assert.Equal(2, (await JsonAsync("/models/piped/stats"))["requests"]!.GetValue<int>());
        Assert.Contains("mount '#models/", await Client.CatAsync("/models/piped/ns"), StringComparison.Ordinal);
        Assert.Equal("start\nstop\nterminate\n", await Client.CatAsync("/models/piped/ctl"));
    }

    [Fact]
    public async Task DeployedTask_AsFiles_TellsWhatRestTellsAndLogsItsRuns()
    {
        var id = await DeployAsync("task", """{"name":"sums","task":{"taskType":"data","data":[1,2]},"schedule":{"everyMs":3600000}}""");
        var directory = $"/proc/{Process(id)}";
        await UntilAsync(async () => (await Client.CatAsync($"{directory}/log")).Contains("Completed after", StringComparison.Ordinal));

        Assert.Equal(["status", "ctl", "metadata", "stats", "ns", "log"], await Client.LsAsync(directory));
        AssertSame(await Client.GetAsync($"/inferno/deployments/{id}").ReadAsync(), await JsonAsync($"{directory}/metadata"));
        Assert.Matches(@"\A[0-9T:.-]+Z run 1 task-[0-9]+ Completed after [0-9]+ ms\n\z", await Client.CatAsync($"{directory}/log"));
        var stats = await JsonAsync($"{directory}/stats");
        Assert.Equal(1, stats["runs"]!.GetValue<int>());
        Assert.DoesNotContain("sums", await Client.LsAsync("/models"));
        await Client.GetAsync(NamespaceRequests.Url($"/models/{id}", process: null)).PathProblemAsync(404);
    }

    [Theory]
    [InlineData("emergent-1")]
    [InlineData("synth-mirror-palm")]
    [InlineData("perspective-216")]
    public async Task Agent_AsFiles_TellsWhatRestTells(string agent)
    {
        Assert.Equal(["status", "ctl", "metadata", "stats", "ns"], await Client.LsAsync($"/agents/{agent}"));
        Assert.Equal("Running\n", await Client.CatAsync($"/agents/{agent}/status"));
        AssertSame(await Client.GetAsync($"/civic-angel/agents/{agent}").ReadAsync(), await JsonAsync($"/agents/{agent}/metadata"));
        var topology = await Client.GetAsync("/civic-angel/topology").ReadAsync();
        Assert.Equal(
            topology["edges"]!.AsArray().Count(edge => edge!.Text("from") == agent || edge!.Text("to") == agent),
            (await JsonAsync($"/agents/{agent}/stats"))["edges"]!.GetValue<int>());
        Assert.Equal(await Client.CatAsync("/agents/emergent-1/ns"), await Client.CatAsync($"/agents/{agent}/ns"));
    }

    [Fact]
    public async Task CustomAgent_AsFiles_HasTheStateAndTheNamespaceOfItsProcess()
    {
        var id = await DeployAsync("agent", """{"name":"harbour","hand":"Song","lens":"the-threshold","description":"Speaks for the harbour"}""");
        var agent = id.Replace("deploy", "agent", StringComparison.Ordinal);

        Assert.Equal(["status", "ctl", "metadata", "stats", "ns"], await Client.LsAsync($"/proc/{Process(id)}"));
        AssertSame(await Client.GetAsync($"/inferno/deployments/{id}").ReadAsync(), await JsonAsync($"/proc/{Process(id)}/metadata"));
        AssertSame(await Client.GetAsync($"/civic-angel/agents/{agent}").ReadAsync(), await JsonAsync($"/agents/{agent}/metadata"));
        Assert.Equal(await Client.CatAsync($"/proc/{Process(id)}/ns"), await Client.CatAsync($"/agents/{agent}/ns"));
        Assert.NotNull((await JsonAsync($"/proc/{Process(id)}/stats"))["resources"]);

        await Client.WriteAsync($"/proc/{Process(id)}/ctl", "stop").TextAsync();
        Assert.Equal("Stopped\n", await Client.CatAsync($"/agents/{agent}/status"));
    }

    [Fact]
    public async Task Node_AsFiles_TellsWhatRestTells()
    {
        var id = Assert.Single(await Client.LsAsync("/compute/nodes"));

        Assert.Equal(["status", "ctl", "metadata", "stats", "ns"], await Client.LsAsync($"/compute/nodes/{id}"));
        var told = await Client.GetAsync($"/inferno/compute/nodes/{id}").ReadAsync();
        var read = await JsonAsync($"/compute/nodes/{id}/metadata");
        Assert.Equal(told.AsObject().Select(member => member.Key), read.AsObject().Select(member => member.Key));
        AssertSame(Without(told, "load"), Without(read, "load"));
        Assert.Equal(
            told["load"]!.AsObject().Select(member => member.Key), (await JsonAsync($"/compute/nodes/{id}/stats")).AsObject().Select(member => member.Key));
        Assert.Equal($"{told.Text("status")}\n", await Client.CatAsync($"/compute/nodes/{id}/status"));
    }

    [Fact]
    public async Task Task_AsFiles_TellsWhatRestTellsAndItsResult()
    {
        var id = await Client.SubmitAsync(""" "taskType":"tensor","operation":"add","tensors":[{"shape":[2,2],"data":[1,2,3,4]},{"shape":[2,2],"data":[1,1,1,1]}] """);
        var told = await Client.EndAsync(id);
        var directory = $"/compute/tasks/{id}";

        Assert.Contains(id, await Client.LsAsync("/compute/tasks"));
        Assert.Equal(["status", "ctl", "metadata", "stats", "ns", "log", "result"], await Client.LsAsync(directory));
        Assert.Equal("Completed\n", await Client.CatAsync($"{directory}/status"));
        Assert.Equal("2 3\n4 5\n", await Client.CatAsync($"{directory}/result"));
        var read = (await JsonAsync($"{directory}/metadata")).AsObject();
        Assert.All(read, member => Assert.True(JsonNode.DeepEquals(member.Value, told[member.Key]), member.Key));
        Assert.Equal(told.AsObject().Select(member => member.Key).Except(["resultData", "output"]).Order(), read.Select(member => member.Key).Order());
        Assert.Equal(4, (await JsonAsync($"{directory}/stats"))["resultNumbers"]!.GetValue<int>());
        Assert.Matches(@"\A\S+Z Accepted\n\S+Z Running on \S+, attempt 1\n\S+Z Completed\n\z", await Client.CatAsync($"{directory}/log"));
        Assert.NotEmpty(await Client.CatAsync($"{directory}/ns"));
    }

    [Fact]
    public async Task AgentTask_AsAFile_HasTheVoicesAsItsResult()
    {
        var id = await Client.SubmitAsync(""" "taskType":"agent","input":{"description":"dawn"} """);
        var told = await Client.EndAsync(id);

        var lines = (await Client.CatAsync($"/compute/tasks/{id}/result")).TrimEnd('\n').Split('\n');
        Assert.Equal(
            told["output"]!["responses"]!.AsArray().Select(response => $"{response!.Text("agentId")}\t{response!.Text("voice")}"), lines);
    }

    [Fact]
    public async Task ModelVersion_AsFiles_TellsWhatRestTells()
    {
        await Client.PostAsync("/inferno/models?name=filed", new ByteArrayContent(SafetensorsFile.Tiny(bias: 1))).TextAsync();
        await Client.PostAsync("/inferno/models?name=filed", new ByteArrayContent(SafetensorsFile.Tiny(bias: 2))).TextAsync();

        Assert.Contains("filed", await Client.LsAsync("/data/models"));
        Assert.Equal(["1", "2"], await Client.LsAsync("/data/models/filed"));
        Assert.Equal(["status", "ctl", "metadata", "stats", "ns"], await Client.LsAsync("/data/models/filed/2"));
        var told = (await Client.GetAsync("/inferno/models?limit=1000").ReadAsync()).AsArray().Single(item => item!.Text("modelId") == "filed@2")!;
        AssertSame(told, await JsonAsync("/data/models/filed/2/metadata"));
        Assert.Equal("Registered\n", await Client.CatAsync("/data/models/filed/2/status"));
        Assert.Equal(told["bytes"]!.GetValue<long>(), (await JsonAsync("/data/models/filed/2/stats"))["bytes"]!.GetValue<long>());
        Assert.NotEmpty(await Client.CatAsync("/data/models/filed/2/ns"));
        foreach (var absent in new[] { "3", "0", "02", "+1", "latest" })
        {
            await Client.GetAsync(NamespaceRequests.Url($"/data/models/filed/{absent}", process: null)).PathProblemAsync(404);
        }

        Assert.Empty(await Client.LsAsync("/data/sets"));
    }

    private static string Process(string id) => id.Replace("deploy", "proc", StringComparison.Ordinal);

    private async Task<string> DeployAsync(string kind, string body) =>
        (await Client.PostJsonAsync($"/inferno/deploy/{kind}", body).ReadAsync()).Text("deploymentId");

    private async Task<JsonNode> JsonAsync(string path) => JsonNode.Parse(await Client.CatAsync(path))!;

    private static void AssertSame(JsonNode expected, JsonNode actual) => Assert.Equal(expected.ToJsonString(), actual.ToJsonString());

    private static JsonObject Without(JsonNode node, string member)
    {
        var rest = node.DeepClone().AsObject();
        Assert.True(rest.Remove(member));
        return rest;
    }

    /// <summary>Asks until it is so; the test's own time is the bound.</summary>
    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 100_000);
        }
    }
}
