using System.Net;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>What scale, rollout and rollback refuse; each refusal leaves the deployment and its replicas as they were.</summary>
[Collection(RefusingTests.Name)]
public sealed class ReplicaRefusalTests(RefusingNode node)
{
    /// <summary>Route, status, field at fault, body.</summary>
    public static TheoryData<string, int, string?, string> Bodies => new()
    {
        { "scale", 400, "replicas", "{}" },
        { "scale", 400, "replicas", """{"replicas":null}""" },
        { "scale", 400, "replicas", """{"replicas":0}""" },
        { "scale", 400, "replicas", """{"replicas":-1}""" },
        { "scale", 400, "replicas", """{"replicas":65}""" },
        { "scale", 400, "replicas", """{"replicas":1.5}""" },
        { "scale", 400, "replicas", """{"replicas":1e400}""" },
        { "scale", 400, "replicas", """{"replicas":4294967297}""" },
        { "scale", 400, "replicas", """{"replicas":"2"}""" },
        { "scale", 400, "replicas", """{"replicas":true}""" },
        { "scale", 400, "replicas", """{"replicas":[2]}""" },
        { "scale", 400, "replicas", """{"replicas":{}}""" },
        { "scale", 400, "replicas", """{"replicas":{"min":1}}""" },
        { "scale", 400, "replicas", """{"replicas":{"max":1}}""" },
        { "scale", 400, "replicas", """{"replicas":{"min":0,"max":2}}""" },
        { "scale", 400, "replicas", """{"replicas":{"min":3,"max":2}}""" },
        { "scale", 400, "replicas", """{"replicas":{"min":1,"max":65}}""" },
        { "scale", 400, "replicas", """{"replicas":{"min":1,"max":1.5}}""" },
        { "scale", 400, "replicas", """{"replicas":{"min":"1","max":2}}""" },
        { "scale", 400, "replicas", """{"replicas":{"min":null,"max":2}}""" },
        { "scale", 400, "replicas", """{"replicas":{"min":1,"max":2,"step":1}}""" },
        { "scale", 400, "replicas", """{"replicas":{"min":1,"min":1,"max":2}}""" },
        { "scale", 400, "replicas", """{"replicas":{"Min":1,"Max":2}}""" },
        { "scale", 400, "replicas", """{"replicas":{"\ud800":1,"max":2}}""" },
        { "scale", 400, "replicas", """{"replicas":2,"replicas":3}""" },
        { "scale", 400, "count", """{"replicas":2,"count":2}""" },
        { "scale", 400, "Replicas", """{"Replicas":2}""" },
        { "scale", 400, null, "[2]" },
        { "scale", 400, null, "2" },
        { "scale", 400, null, "" },
        { "scale", 400, null, """{"replicas":2""" },
        { "scale", 400, null, """{"replicas":NaN}""" },
        { "rollout", 400, "modelId", "{}" },
        { "rollout", 400, "modelId", """{"modelId":null,"dtype":null}""" },
        { "rollout", 400, "modelId", """{"modelId":5}""" },
        { "rollout", 400, "modelId", """{"modelId":"tiny@"}""" },
        { "rollout", 400, "modelId", """{"modelId":"tiny@one"}""" },
        { "rollout", 400, "modelId", """{"modelId":"tiny"}""" },
        { "rollout", 400, "dtype", """{"dtype":"FP64"}""" },
        { "rollout", 400, "dtype", """{"dtype":"int8"}""" },
        { "rollout", 400, "dtype", """{"dtype":""}""" },
        { "rollout", 400, "dtype", """{"dtype":8}""" },
        { "rollout", 400, "dtype", """{"dtype":["INT8"]}""" },
        { "rollout", 400, "dtype", """{"modelId":"unknown","dtype":"FP64"}""" },
        { "rollout", 400, "replicas", """{"dtype":"INT8","replicas":2}""" },
        { "rollout", 400, "revision", """{"revision":1}""" },
        { "rollout", 400, null, "null" },
        { "rollback", 400, "revision", """{"revision":0}""" },
        { "rollback", 400, "revision", """{"revision":-1}""" },
        { "rollback", 400, "revision", """{"revision":2}""" },
        { "rollback", 400, "revision", """{"revision":1.5}""" },
        { "rollback", 400, "revision", """{"revision":4294967297}""" },
        { "rollback", 400, "revision", """{"revision":"1"}""" },
        { "rollback", 400, "dtype", """{"dtype":"INT8"}""" },
        { "rollback", 400, null, "" },
        { "rollback", 409, null, "{}" },
        { "rollback", 409, null, """{"revision":null}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Change_ThatIsNotAllowed_IsRefusedByItsFieldAndChangesNothing(string route, int status, string? field, string body)
    {
        var before = await StateAsync();
        var detail = await node.Client.PostJsonAsync($"/inferno/deployments/{node.Deployment}/{route}", body).ProblemAsync(status, field);
        Assert.DoesNotContain("another type", detail, StringComparison.Ordinal);
        await node.Client.PostJsonAsync($"/inferno/deployments/four/{route}", body).ProblemAsync(status, field);
        Assert.Equal(before, await StateAsync());
        await node.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("tiny@2")]
    [InlineData("unknown@latest")]
    public async Task Rollout_OfAModelThatIsNotRegistered_IsNotFoundAndChangesNothing(string modelId)
    {
        var before = await StateAsync();
        var text = await node.Client.PostJsonAsync($"/inferno/deployments/{node.Deployment}/rollout", $$"""{"modelId":"{{modelId}}","dtype":"INT8"}""")
            .TextAsync(HttpStatusCode.NotFound);
        Assert.Contains("\"field\":\"modelId\"", text, StringComparison.Ordinal);
        Assert.Contains($"'{modelId}'", JsonNode.Parse(text)!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync());
        await node.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Rollout_OfAModelOfOtherSizes_SaysBothSizes()
    {
        var detail = await node.Client.PostJsonAsync($"/inferno/deployments/{node.Deployment}/rollout", """{"modelId":"tiny"}""").ProblemAsync(400, "modelId");
        Assert.Contains("tiny@1, which takes 2 numbers and gives 1; deploy-1 takes 4 and gives 2", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deploy-999999")]
    [InlineData("deploy-0")]
    [InlineData("nobody")]
    [InlineData("FOUR")]
    [InlineData("%20")]
    public async Task Change_OfADeploymentThatIsNotThere_IsNotFound(string idOrName)
    {
        await node.Client.GetAsync($"/inferno/deployments/{idOrName}/replicas").ProblemAsync(404);
        await node.Client.PostJsonAsync($"/inferno/deployments/{idOrName}/scale", """{"replicas":2}""").ProblemAsync(404);
        await node.Client.PostJsonAsync($"/inferno/deployments/{idOrName}/rollout", """{"dtype":"INT8"}""").ProblemAsync(404);
        await node.Client.PostJsonAsync($"/inferno/deployments/{idOrName}/rollback", "{}").ProblemAsync(404);
        await node.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("scale", """{"replicas":2}""")]
    [InlineData("rollout", """{"dtype":"INT8"}""")]
    [InlineData("rollback", "{}")]
    public async Task Change_SentAsAnythingButJson_IsRefused(string route, string body)
    {
        var before = await StateAsync();
        var path = $"/inferno/deployments/{node.Deployment}/{route}";
        await node.Client.PostAsync(path, new StringContent(body)).ProblemAsync(415);
        await node.Client.GetAsync(path).ProblemAsync(405);
        Assert.Equal(before, await StateAsync());
    }

    private async Task<string> StateAsync() =>
        await node.Client.GetAsync($"/inferno/deployments/{node.Deployment}").TextAsync()
        + await node.Client.GetAsync($"/inferno/deployments/{node.Deployment}/replicas").TextAsync();
}
