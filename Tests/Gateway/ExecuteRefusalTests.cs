using System.Net;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

[Collection(RefusingTests.Name)]
public sealed class ExecuteRefusalTests(RefusingNode node)
{
    /// <summary>Field at fault, body. The deployment takes rows of four.</summary>
    public static TheoryData<string?, string> Bodies => new()
    {
        { null, "" },
        { null, "{" },
        { null, """{"data":[1,2,3,NaN]}""" },
        { null, """{"data":[1,2,3,Infinity]}""" },
        { null, """{"data":[1,2,3,]}""" },
        { null, """{"data":[1,2,3,4]} tail""" },
        { "data[3]", """{"data":[1,2,3,1e39]}""" },
        { "data[3]", """{"data":[1,2,3,-1e39]}""" },
        { "data[3]", """{"data":[1,2,3,1e400]}""" },
        { "data[3]", $$"""{"data":[1,2,3,{{new string('9', 5_000)}}]}""" },
        { "data[0]", """{"data":["1",2,3,4]}""" },
        { "data[1]", """{"data":[1,null,3,4]}""" },
        { "data[1]", """{"data":[1,true,3,4]}""" },
        { "data[0]", """{"data":[[1,2,3,4]]}""" },
        { "data[0]", """{"data":[{}]}""" },
        { "data", """{"data":[]}""" },
        { "data", """{"data":null}""" },
        { "data", """{"data":"1,2,3,4"}""" },
        { "data", """{"data":{"0":1}}""" },
        { "data", "{}" },
        { "data", "null" },
        { "data", "[1,2,3,4]" },
        { "data", """{"Data":[1,2,3,4]}""" },
        { "data", """{"data":[1,2,3,4],"extra":1}""" },
        { "data", """{"extra":1,"data":[1,2,3,4]}""" },
        { "data", """{"data":[1,2,3,4],"data":[1,2,3,4]}""" },
        { "data", """{"\ud800":[1,2,3,4]}""" },
        { "data", """{"data":[1,2,3,4],"\udc00":1}""" },
        { "data", """{"data":[3e38,3e38,3e38,3e38]}""" },
    };

    public static TheoryData<string> Ids => new(
        "deploy-0", "deploy-01", "DEPLOY-1", "deploy-1 ", "deploy--1", "deploy-", "deploy-99999", "deploy-9223372036854775808",
        "deploy-99999999999999999999", "unknown", "größe", "😀", "..%2f..", "a'b\"c", new string('x', 2_000));

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Execute_OfAWrongBody_IsRefusedByItsField(string? field, string body)
    {
        await node.Client.PostJsonAsync($"/inferno/execute/{node.Deployment}", body).ProblemAsync(400, field);
        await node.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("[1]", 1)]
    [InlineData("[1,2,3,4,5]", 5)]
    [InlineData("[1,2,3,4,5,6,7]", 7)]
    public async Task Execute_OfAWrongLength_StatesBothNumbers(string rows, int numbers)
    {
        var detail = await node.Client.PostJsonAsync($"/inferno/execute/{node.Deployment}", $$"""{"data":{{rows}}}""").ProblemAsync(400, "data");

        Assert.Contains($" {numbers} ", detail, StringComparison.Ordinal);
        Assert.Contains(" 4 ", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_WhoseResultWouldBeTooLarge_IsRefusedBeforeItRuns()
    {
        // 65,536 outputs for each of 65 rows: more than the 4,194,304 numbers that are allowed.
        var id = await node.Client.DeployAsync("wide", """ "modelType":"feedforward","inputSize":1,"hiddenSizes":[1],"outputSize":65536,"seed":1 """);
        try
        {
            var detail = await node.Client.PostJsonAsync($"/inferno/execute/{id}", $$"""{"data":[{{string.Join(',', Enumerable.Repeat("1", 65))}}]}""").ProblemAsync(400, "data");
            Assert.Contains("4,194,304", detail, StringComparison.Ordinal);
        }
        finally
        {
            await node.RemoveAsync(id);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Deployment_Unknown_IsNotFoundByAnyRoute(string id)
    {
        var path = Uri.EscapeDataString(id);
        await node.Client.PostJsonAsync($"/inferno/execute/{path}", """{"data":[1,2,3,4]}""").ProblemAsync(404);
        await node.Client.GetAsync($"/inferno/deployments/{path}").ProblemAsync(404);
        await node.Client.DeleteAsync($"/inferno/deployments/{path}").ProblemAsync(404);
        await node.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("/inferno/execute/%2e%2e")]
    [InlineData("/inferno/execute/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/inferno/deployments/%2E%2E/execute")]
    [InlineData("/inferno/execute/")]
    [InlineData("/inferno/execute/deploy-1/more")]
    [InlineData("/openapi/v2.json")]
    [InlineData("/Inferno/nothing")]
    public async Task Route_Unknown_IsNotFound(string path)
    {
        await using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");

        Assert.Contains("X-Request-Id: ", await CheckAsync(connection), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "/inferno/stats", "GET")]
    [InlineData("POST", "/inferno/stats", "GET")]
    [InlineData("GET", "/inferno/models/build", "POST")]
    [InlineData("GET", "/inferno/execute/deploy-1", "POST")]
    [InlineData("PATCH", "/inferno/deployments/deploy-1", "DELETE, GET")]
    [InlineData("DELETE", "/inferno/deployments", "GET")]
    public async Task Method_ThatARouteDoesNotTake_IsRefusedWithThoseThatItTakes(string method, string path, string allowed)
    {
        using var request = Answers.Json(new HttpMethod(method), path, null);
        using var answer = await node.Client.SendAsync(request);

        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow.Order(StringComparer.Ordinal)));
        await Task.FromResult(answer).ProblemAsync(405);
        await node.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("/inferno/models/build", "text/plain")]
    [InlineData("/inferno/deploy/model", "application/x-www-form-urlencoded")]
    [InlineData("/inferno/execute/deploy-1", "application/octet-stream")]
    [InlineData("/inferno/execute/deploy-1", null)]
    [InlineData("/inferno/models?name=x", "text/plain")]
    [InlineData("/inferno/models?name=x", "application/json")]
    [InlineData("/inferno/models?name=x", "multipart/form-data")]
    public async Task ContentType_ThatARouteDoesNotTake_IsRefused(string path, string? type)
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        await node.Client.PostAsync(path, content).ProblemAsync(415);
        await node.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData("60001")]
    [InlineData("99999999999")]
    public async Task Timeout_OutOfRange_IsRefused(string timeout)
    {
        using var request = Answers.Json(
            HttpMethod.Post, "/inferno/deploy/model", """{"name":"x","modelType":"perceptron","inputSize":2}""", ("X-Inferno-Timeout-Ms", timeout));

        await node.Client.SendAsync(request).ProblemAsync(400, "X-Inferno-Timeout-Ms");
        await node.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("deployments?limit=0", "limit")]
    [InlineData("deployments?limit=-1", "limit")]
    [InlineData("deployments?limit=ten", "limit")]
    [InlineData("deployments?limit=10001", "limit")]
    [InlineData("deployments?cursor=x", "cursor")]
    [InlineData("deployments?cursor=-1", "cursor")]
    [InlineData("deployments?type=0", "type")]
    [InlineData("deployments?type=Network", "type")]
    [InlineData("deployments?type=Service,CivicAgent", "type")]
    [InlineData("deployments?status=Happy", "status")]
    [InlineData("models?limit=1001", "limit")]
    [InlineData("models?limit=0", "limit")]
    [InlineData("models?cursor=tiny", "cursor")]
    [InlineData("models?cursor=tiny@x", "cursor")]
    public async Task List_WithAWrongParameter_IsRefusedByIt(string query, string parameter) =>
        await node.Client.GetAsync($"/inferno/{query}").ProblemAsync(400, parameter);

    private static async Task<string> CheckAsync(RawConnection connection)
    {
        var head = await connection.ReadHeadAsync();
        Assert.StartsWith($"HTTP/1.1 {(int)HttpStatusCode.NotFound}", head, StringComparison.Ordinal);
        Answers.CheckProblem(await connection.ReadChunkAsync(), 404);
        return head;
    }
}
