using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

[Collection(RefusingTests.Name)]
public sealed class DeployRefusalTests(RefusingNode node)
{
    private const string Network = "\"modelType\":\"mlp\",\"inputSize\":4,\"outputSize\":2";

    /// <summary>Status, field at fault, body.</summary>
    public static TheoryData<int, string, string> Bodies => new()
    {
        { 400, "name", $$"""{{{Network}}}""" },
        { 400, "name", $$"""{"name":null,{{Network}}}""" },
        { 400, "name", $$"""{"name":"",{{Network}}}""" },
        { 400, "name", $$"""{"name":" ",{{Network}}}""" },
        { 400, "name", $$"""{"name":"end ",{{Network}}}""" },
        { 400, "name", $$"""{"name":5,{{Network}}}""" },
        { 400, "name", $$"""{"name":"{{new string('n', 129)}}",{{Network}}}""" },
        { 400, "name", $$"""{"name":"a\u0000b",{{Network}}}""" },
        { 400, "name", $$"""{"name":"a\nb",{{Network}}}""" },
        { 400, "name", $$"""{"name":"a\u007fb",{{Network}}}""" },
        { 400, "name", $$"""{"name":"a/b",{{Network}}}""" },
        { 400, "name", $$"""{"name":"a\\b",{{Network}}}""" },
        { 400, "name", $$"""{"name":"..",{{Network}}}""" },
        { 400, "name", $$"""{"name":".",{{Network}}}""" },
        { 400, "name", $$"""{"name":"deploy-7",{{Network}}}""" },
        { 400, "name", $$"""{"name":"DEPLOY-007",{{Network}}}""" },
        { 400, "name", $$"""{"name":"proc-1",{{Network}}}""" },
        { 400, "name", $$"""{"name":"twice","name":"twice",{{Network}}}""" },
        { 400, "dtype", $$"""{"name":"x",{{Network}},"dtype":"FP64"}""" },
        { 400, "dtype", $$"""{"name":"x",{{Network}},"dtype":"int8"}""" },
        { 400, "dtype", $$"""{"name":"x",{{Network}},"dtype":8}""" },
        { 400, "replicas", $$"""{"name":"x",{{Network}},"replicas":0}""" },
        { 400, "replicas", $$"""{"name":"x",{{Network}},"replicas":65}""" },
        { 400, "replicas", $$"""{"name":"x",{{Network}},"replicas":1.5}""" },
        { 400, "replicas", $$"""{"name":"x",{{Network}},"replicas":"2"}""" },
        { 400, "replicas", $$"""{"name":"x",{{Network}},"replicas":{"min":1} }""" },
        { 400, "replicas", $$"""{"name":"x",{{Network}},"replicas":{"min":3,"max":2} }""" },
        { 400, "replicas", $$"""{"name":"x",{{Network}},"replicas":{"min":1,"max":2,"step":1} }""" },
        { 400, "resources", $$"""{"name":"x",{{Network}},"resources":{} }""" },
        { 400, "resources[0].resourceType", $$"""{"name":"x",{{Network}},"resources":[null]}""" },
        { 400, "resources[0].resourceType", $$"""{"name":"x",{{Network}},"resources":[{"resourceType":"Network","amount":1}]}""" },
        { 400, "resources[0].amount", $$"""{"name":"x",{{Network}},"resources":[{"resourceType":"Memory","amount":0}]}""" },
        { 400, "resources[0].amount", $$"""{"name":"x",{{Network}},"resources":[{"resourceType":"Memory","amount":"1"}]}""" },
        { 400, "resources[0].amount", $$"""{"name":"x",{{Network}},"resources":[{"resourceType":"Compute","amount":1.5}]}""" },
        { 400, "resources[0].unit", $$"""{"name":"x",{{Network}},"resources":[{"resourceType":"Memory","amount":1,"unit":"TB"}]}""" },
        { 400, "resources[1].resourceType", $$"""{"name":"x",{{Network}},"resources":[{"resourceType":"Agent","amount":1},{"resourceType":"Agent","amount":2}]}""" },
        { 400, "resources[0]", $$"""{"name":"x",{{Network}},"resources":[{"resourceType":"Agent","amount":1,"most":2}]}""" },
        { 400, "restartPolicy", $$"""{"name":"x",{{Network}},"restartPolicy":"Always"}""" },
        { 400, "restartPolicy.mode", $$"""{"name":"x",{{Network}},"restartPolicy":{"mode":"always"} }""" },
        { 400, "restartPolicy.maxRestarts", $$"""{"name":"x",{{Network}},"restartPolicy":{"maxRestarts":-1} }""" },
        { 400, "restartPolicy.backoffMs", $$"""{"name":"x",{{Network}},"restartPolicy":{"backoffMs":0} }""" },
        { 400, "restartPolicy.backoffMs", $$"""{"name":"x",{{Network}},"restartPolicy":{"backoffMs":1.5} }""" },
        { 400, "namespace.mode", $$"""{"name":"x",{{Network}},"namespace":{"mode":"own"} }""" },
        { 400, "namespace.of", $$"""{"name":"x",{{Network}},"namespace":{"mode":"copy","of":"deploy-1"} }""" },
        { 400, "namespace.of", $$"""{"name":"x",{{Network}},"namespace":{"of":"proc-1"} }""" },
        { 400, "pinned", $$"""{"name":"x",{{Network}},"pinned":1}""" },
        { 400, "modelType", """{"name":"x","modelId":"tiny","modelType":"mlp"}""" },
        { 400, "inputSize", """{"name":"x","modelId":"tiny","inputSize":4}""" },
        { 400, "hiddenSizes", """{"name":"x","modelId":"tiny","hiddenSizes":[]}""" },
        { 400, "outputSize", """{"name":"x","modelId":"tiny","outputSize":4}""" },
        { 400, "activation", """{"name":"x","modelId":"tiny","activation":"relu"}""" },
        { 400, "dropout", """{"name":"x","modelId":"tiny","dropout":0}""" },
        { 400, "batchNorm", """{"name":"x","modelId":"tiny","batchNorm":false}""" },
        { 400, "seed", """{"name":"x","modelId":"tiny","seed":1}""" },
        { 400, "modelId", """{"name":"x","modelId":5}""" },
        { 400, "modelId", """{"name":"x","modelId":"tiny@"}""" },
        { 400, "modelId", """{"name":"x","modelId":"tiny@one"}""" },
        { 400, "modelId", """{"name":"x","modelId":"tiny@-1"}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Deploy_OfWhatIsNotAllowed_IsRefusedByItsField(int status, string field, string body)
    {
        await node.Client.PostJsonAsync("/inferno/deploy/model", body).ProblemAsync(status, field);
        await node.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("tiny@0")]
    [InlineData("tiny@2")]
    [InlineData("TINY")]
    [InlineData("unknown@latest")]
    [InlineData("")]
    [InlineData("../../work.db")]
    public async Task Deploy_OfAModelThatIsNotRegistered_IsNotFound(string modelId)
    {
        var detail = await node.Client.PostJsonAsync("/inferno/deploy/model", $$"""{"name":"x","modelId":"{{modelId}}"}""").TextAsync(System.Net.HttpStatusCode.NotFound);

        Assert.Contains($"'{modelId}'", Answers.CheckProblem(detail.Replace(",\"field\":\"modelId\"", "", StringComparison.Ordinal), 404), StringComparison.Ordinal);
        await node.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("tab\tbed")]
    public async Task IdempotencyKey_ThatIsNoVisibleAscii_IsRefused(string key)
    {
        using var deploy = Answers.Json(HttpMethod.Post, "/inferno/deploy/model", $$"""{"name":"x",{{Network}}}""", ("Idempotency-Key", key));
        await node.Client.SendAsync(deploy).ProblemAsync(400, "Idempotency-Key");

        using var import = Answers.Json(HttpMethod.Post, "/inferno/models?name=x", null, ("Idempotency-Key", key));
        import.Content = new ByteArrayContent(SafetensorsFile.Tiny(bias: 9));
        await node.Client.SendAsync(import).ProblemAsync(400, "Idempotency-Key");
        await node.AssertUnchangedAsync();
    }

    [Fact]
    public async Task IdempotencyKey_TooLongOrGivenTwice_IsRefused()
    {
        using var tooLong = Answers.Json(
            HttpMethod.Post, "/inferno/deploy/model", $$"""{"name":"x",{{Network}}}""", ("Idempotency-Key", new string('k', 256)));
        await node.Client.SendAsync(tooLong).ProblemAsync(400, "Idempotency-Key");

        await using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync(
            "POST /inferno/deploy/model HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\n"
            + "Content-Length: 2\r\n\r\n{}");
        Assert.StartsWith("HTTP/1.1 400", await connection.ReadHeadAsync(), StringComparison.Ordinal);
        Answers.CheckProblem(await connection.ReadChunkAsync(), 400, "Idempotency-Key");
        await node.AssertUnchangedAsync();
    }
}
