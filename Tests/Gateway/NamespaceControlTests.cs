using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Commands that are written to files.</summary>
[Collection(NamespaceTests.Name)]
public sealed class NamespaceControlTests(SharedNode node)
{
    private const string Network = """ "modelType":"feedforward","inputSize":2,"hiddenSizes":[4],"outputSize":1,"seed":3 """;

    private HttpClient Client => node.Client;

    [Fact]
    public async Task Ctl_OfANetwork_StopsAndStartsIt()
    {
        var id = await Client.DeployAsync("controlled", Network);
        var before = await Client.ExecuteAsync(id, "[1,2]");

        Assert.Equal($"{id} is Stopped.\n", await Client.WriteAsync("/models/controlled/ctl", "stop\n").TextAsync());
        Assert.Equal("Stopped\n", await Client.CatAsync($"/models/{id}/status"));
        Assert.Equal("Stopped", (await Client.GetAsync($"/inferno/deployments/{id}").ReadAsync()).Text("status"));
        await Client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1,2]}""").ProblemAsync(409);
        await Client.WriteAsync($"/models/{id}/data", "1 2").ProblemAsync(409);
        await Client.GetAsync(NamespaceRequests.Url("/models/controlled", process: null)).PathProblemAsync(404);
        Assert.Contains("\"requests\":0", await Client.CatAsync($"/models/{id}/stats"), StringComparison.Ordinal);

        Assert.Equal($"{id} is Running.\n", await Client.WriteAsync($"/models/{id}/ctl", "start").TextAsync());
        Assert.Equal("Running\n", await Client.CatAsync("/models/controlled/status"));
        Assert.Equal(before, await Client.ExecuteAsync(id, "[1,2]"));
    }

    [Fact]
    public async Task Ctl_OfANetwork_ScalesPinsAndRollsOut()
    {
        await Client.PostAsync("/inferno/models?name=rolled", new ByteArrayContent(SafetensorsFile.Tiny(bias: 1))).TextAsync();
        await Client.PostAsync("/inferno/models?name=rolled", new ByteArrayContent(SafetensorsFile.Tiny(bias: 2))).TextAsync();
        Assert.Matches(@"\Arolled@1 is deployed as deploy-[0-9]+, from file\.\n\z", await Client.WriteAsync("/data/models/rolled/1/ctl", "deploy 'from file'").TextAsync());
        var id = (await Client.GetAsync("/inferno/deployments/from file").ReadAsync()).Text("id");
        var ctl = $"/models/{id}/ctl";

        Assert.Equal($"{id} has 2 of 2 replicas.\n", await Client.WriteAsync(ctl, "scale 2").TextAsync());
        Assert.Equal($"{id} serves rolled@2 as FP16, revision 2.\n", await Client.WriteAsync(ctl, "rollout rolled@2 FP16").TextAsync());
        Assert.Equal($"{id} serves rolled@1 as FP32, revision 3.\n", await Client.WriteAsync(ctl, "rollback 1").TextAsync());
        await Client.WriteAsync(ctl, "pin").TextAsync();
        Assert.True((await Client.GetAsync($"/inferno/deployments/{id}").ReadAsync())["pinned"]!.GetValue<bool>());
        await Client.WriteAsync(ctl, "unpin").TextAsync();
        Assert.False((await Client.GetAsync($"/inferno/deployments/{id}").ReadAsync())["pinned"]!.GetValue<bool>());

        Assert.Equal($"{id} is terminated.\n", await Client.WriteAsync(ctl, "terminate").TextAsync());
        await Client.GetAsync($"/inferno/deployments/{id}").ProblemAsync(404);
        await Client.GetAsync(NamespaceRequests.Url(ctl, process: null)).PathProblemAsync(404);
    }

    [Theory]
    [InlineData("frobnicate", "start, stop, terminate, pin, unpin, scale N [MOST], rollout MODEL [DTYPE], rollback [N]")]
    [InlineData("stop\nstart", "one command a write")]
    [InlineData("", "one command a write")]
    [InlineData("scale", "scale N [MOST]")]
    [InlineData("scale none", "a whole number from 1, not 'none'")]
    [InlineData("scale 0", "not '0'")]
    public async Task Ctl_ThatKnowsNoSuchCommand_SaysWhichItKnows(string command, string reason)
    {
        var id = await Client.DeployAsync("strict", Network);

        Assert.Contains(reason, await Client.WriteAsync($"/models/{id}/ctl", command).ProblemAsync(400, "ctl"), StringComparison.Ordinal);
        Assert.Equal("Running\n", await Client.CatAsync($"/models/{id}/status"));
    }

    [Fact]
    public async Task Ctl_FoundByName_DoesNotTerminate()
    {
        var id = await Client.DeployAsync("kept by name", Network);

        Assert.Contains($"/models/{id}/ctl", await Client.WriteAsync("/models/kept by name/ctl", "terminate").ProblemAsync(409), StringComparison.Ordinal);
        Assert.Equal("Running\n", await Client.CatAsync($"/models/{id}/status"));
    }

    [Fact]
    public async Task Ctl_ThatDeploysUnderANameInUse_IsCalledByItAtOnce()
    {
        await Client.PostAsync("/inferno/models?name=newest", new ByteArrayContent(SafetensorsFile.Tiny(bias: 1))).TextAsync();
        await Client.PostAsync("/inferno/models?name=newest", new ByteArrayContent(SafetensorsFile.Tiny(bias: 2))).TextAsync();
        await Client.MkdirAsync("/tmp/newest").TextAsync();
        await Client.WriteAsync("/tmp/newest/command", "").TextAsync();
        await Client.BindAsync("bind", "/data/models/newest/2/ctl", "/tmp/newest/command").TextAsync();
        await Client.WriteAsync("/data/models/newest/1/ctl", "deploy newest").TextAsync();
        Assert.Equal(["1"], await Client.ExecuteAsync("newest", "[0,0]"));

        await Client.WriteAsync("/tmp/newest/command", "deploy newest").TextAsync();
        Assert.Equal(["2"], await Client.ExecuteAsync("newest", "[0,0]"));
    }

    [Fact]
    public async Task Stats_OfAServiceThatIsStopped_AreRead()
    {
        var deployed = await Client.PostJsonAsync("/inferno/deploy/service", """{"name":"stopped-service","steps":[{"operations":[{"op":"scale","factor":2}]}],"inputSize":2}""").ReadAsync();
        var id = deployed.Text("deploymentId");
        await Client.WriteAsync($"/proc/{id.Replace("deploy", "proc", StringComparison.Ordinal)}/ctl", "stop").TextAsync();

        Assert.Contains("\"requests\":0", await Client.CatAsync($"/models/{id}/stats"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctl_OfANode_DrainsActivatesAndRemovesIt()
    {
        await Client.RegisterNodeAsync("filed-node");

        Assert.Equal("filed-node is Maintenance.\n", await Client.WriteAsync("/compute/nodes/filed-node/ctl", "drain").TextAsync());
        Assert.Equal("Maintenance\n", await Client.CatAsync("/compute/nodes/filed-node/status"));
        Assert.Equal("filed-node is Active.\n", await Client.WriteAsync("/compute/nodes/filed-node/ctl", "activate").TextAsync());
        Assert.Contains("drain, activate, remove", await Client.WriteAsync("/compute/nodes/filed-node/ctl", "stop").ProblemAsync(400, "ctl"), StringComparison.Ordinal);
        await Client.WriteAsync("/compute/nodes/filed-node/ctl", "remove").TextAsync();
        Assert.DoesNotContain("filed-node", await Client.LsAsync("/compute/nodes"));
    }

    [Fact]
    public async Task Ctl_OfATask_CancelsIt()
    {
        var id = await Client.SubmitAsync($""" "taskType":"data","data":[1],{ComputeRequests.OnlyOn("no-such-node")} """);

        Assert.Equal("Pending\n", await Client.CatAsync($"/compute/tasks/{id}/status"));
        await Client.GetAsync(NamespaceRequests.Url($"/compute/tasks/{id}/result", process: null)).ProblemAsync(409);
        Assert.Equal($"{id} is Cancelled.\n", await Client.WriteAsync($"/compute/tasks/{id}/ctl", "cancel").TextAsync());
        Assert.EndsWith("Z Cancelled\n", await Client.CatAsync($"/compute/tasks/{id}/log"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctl_OfAnAgent_BindsIt()
    {
        var id = await Client.DeployAsync("bound by file", Network);

        Assert.Equal($"perspective-9 computes with {id}.\n", await Client.WriteAsync("/agents/perspective-9/ctl", "bind 'bound by file'").TextAsync());
        Assert.Equal(id, (await Client.GetAsync("/civic-angel/agents/perspective-9").ReadAsync()).Text("deploymentId"));
        Assert.Equal("perspective-9 is bound to no deployment.\n", await Client.WriteAsync("/agents/perspective-9/ctl", "unbind").TextAsync());
        await Client.WriteAsync("/agents/perspective-9/ctl", "unbind").ProblemAsync(409);
        await Client.WriteAsync("/agents/perspective-9/ctl", "bind nothing-of-that-name").ProblemAsync(404);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("metadata")]
    [InlineData("stats")]
    [InlineData("ns")]
    public async Task File_ThatIsOnlyRead_CannotBeWritten(string file)
    {
        var id = await Client.DeployAsync("read", Network);

        await Client.WriteAsync($"/models/{id}/{file}", "Stopped").PathProblemAsync(403);
        await Client.DeleteAsync(NamespaceRequests.Url($"/models/{id}/{file}", process: null)).ProblemAsync(403);
    }
}
