using System.Text;
using System.Text.RegularExpressions;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

[Collection(LookingTests.Name)]
public sealed partial class RequestIdTests(SharedNode node)
{
    public static TheoryData<string, string, string?, int> Requests => new()
    {
        { "GET", "/inferno/stats", null, 200 },
        { "GET", "/health/live", null, 200 },
        { "GET", "/openapi/v1.json", null, 200 },
        { "GET", "/dashboard/", null, 200 },
        { "GET", "/inferno/nowhere", null, 404 },
        { "GET", "/inferno/deployments/deploy-999", null, 404 },
        { "PUT", "/inferno/stats", null, 405 },
        { "POST", "/inferno/models/build", "{", 400 },
        { "GET", "/inferno/deployments?limit=0", null, 400 },
        { "POST", "/inferno/models/build", null, 415 },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task RequestId_OfEveryAnswer_IsTheTraceIdThatWasSent(string method, string path, string? body, int status)
    {
        const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        using var request = Answers.Json(new HttpMethod(method), path, body, ("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01"));
        using var answer = await node.Client.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(TraceId, Assert.Single(answer.Headers.GetValues("X-Request-Id")));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task RequestId_WithoutATrace_IsANewOneEachTime(string method, string path, string? body, int status)
    {
        var ids = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var request = Answers.Json(new HttpMethod(method), path, body);
            using var answer = await node.Client.SendAsync(request);
            Assert.Equal(status, (int)answer.StatusCode);
            ids.Add(Assert.Single(answer.Headers.GetValues("X-Request-Id")));
        }

        Assert.All(ids, id => Assert.Matches(TraceId(), id));
        Assert.NotEqual(ids[0], ids[1]);
    }

    [Fact]
    public async Task Host_ThatIsNotThisMachine_IsRefusedAsAProblemWithARequestId()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/inferno/stats") { Headers = { Host = "attacker.example" } };

        var detail = await node.Client.SendAsync(request).ProblemAsync(400);

        Assert.Contains("Host", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_AfterARefusedBody_ServesTheNextRequest()
    {
        var id = await node.Client.DeployAsync("again", """ "modelType":"perceptron","inputSize":1,"seed":1 """);
        await using var connection = await RawConnection.OpenAsync(node.Node.Url);

        await connection.SendAsync(Execute("""{"data":["x"],"more":[1,2,3]}"""));
        Assert.StartsWith("HTTP/1.1 400", await connection.ReadHeadAsync(), StringComparison.Ordinal);
        await connection.SkipBodyAsync();
        await connection.SendAsync(Execute("""{"data":[1]}"""));
        Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync(), StringComparison.Ordinal);

        string Execute(string body) =>
            $"POST /inferno/execute/{id} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
    }

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex TraceId();
}
