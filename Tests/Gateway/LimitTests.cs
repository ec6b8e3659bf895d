using System.Globalization;
using System.Net;
using System.Net.Sockets;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Every limit of the gateway, reached.</summary>
public sealed class LimitTests(LimitedNode node) : IClassFixture<LimitedNode>
{
    private const string Post = "HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private const int LargeBody = 30_000;

    [Fact]
    public async Task Requests_MoreThanMayBeUnderWay_AreRefusedUntilOneEnds()
    {
        var held = await HoldAsync(LimitedNode.MaxRequests);
        using (var refused = await node.Client.PostJsonAsync("/inferno/execute/deploy-1", """{"data":[1]}"""))
        {
            Assert.Equal("1", Assert.Single(refused.Headers.GetValues("Retry-After")));
            Assert.Contains("5 requests", await Task.FromResult(refused).ProblemAsync(503), StringComparison.Ordinal);
        }

        await node.Client.GetAsync("/health/live").TextAsync();
        await node.Client.GetAsync("/health/ready").TextAsync();

        await held[0].DisposeAsync();
        await Eventually.UntilAsync(async () => await StatusAsync("/inferno/stats") == HttpStatusCode.OK);
        await EndAsync(held);
    }

    [Fact]
    public async Task Request_ThatIsRefused_IsSoBeforeItsBodyIsThere()
    {
        var held = await HoldAsync(LimitedNode.MaxRequests);
        await using (var connection = await RawConnection.OpenAsync(node.Url))
        {
            await connection.SendAsync($"POST /inferno/execute/deploy-1 {Post}Content-Length: 1000\r\n\r\n");
            await AssertProblemAsync(connection, 503);
        }

        await EndAsync(held);
    }

    [Theory]
    [InlineData("POST /inferno/models/build", false)]
    [InlineData("POST /inferno/models/build", true)]
    [InlineData("POST /inferno/compute/tasks", true)]
    [InlineData("PUT /inferno/ns/tmp/large", true)]
    public async Task Body_ForWhichThereIsNoRoom_IsRefusedUntilThereIs(string route, bool chunked)
    {
        // Two bodies that do not come to their end leave no room for a third.
        await using (await BeginBodyAsync())
        await using (await BeginBodyAsync())
        await using (var third = await RawConnection.OpenAsync(node.Url))
        {
            await SendBodyAsync(third, route, chunked);
            var head = await third.ReadHeadAsync();
            Assert.StartsWith("HTTP/1.1 503", head, StringComparison.Ordinal);
            Assert.Contains("Retry-After: 1", head, StringComparison.Ordinal);
            var detail = Answers.CheckProblem(await third.ReadChunkAsync(), 503);
            Assert.Contains(LimitedNode.MaxBodyBytes.ToString("N0", CultureInfo.InvariantCulture), detail, StringComparison.Ordinal);
        }

        await Eventually.UntilAsync(async () =>
        {
            await using var third = await RawConnection.OpenAsync(node.Url);
            await SendBodyAsync(third, route, chunked);
            return !(await third.ReadHeadAsync()).StartsWith("HTTP/1.1 503", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Body_ThatNobodyReads_TakesNoRoom()
    {
        await using var listening = await RawConnection.OpenAsync(node.Url);
        await listening.SendAsync($"GET /inferno/compute/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: {LimitedNode.MaxBodyBytes}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await listening.ReadHeadAsync(), StringComparison.Ordinal);

        await using var other = await RawConnection.OpenAsync(node.Url);
        await SendBodyAsync(other, "POST /inferno/models/build", chunked: false);
        Assert.StartsWith("HTTP/1.1 400", await other.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_ThatIsLarge_WaitsForItsTurnForHalfOfItsTime()
    {
        var held = new List<RawConnection>();
        for (var i = 0; i < LimitedNode.MaxLargeBodies; i++)
        {
            held.Add(await BeginBodyAsync(20_000));
            await held[i].SendAsync(new string(' ', LimitedNode.MaxHeaderBytes));
        }

        // As soon as those have their turns.
        await Eventually.UntilAsync(async () => await StatusOfLargeAsync() == HttpStatusCode.ServiceUnavailable);
        await node.Client.PostJsonAsync("/inferno/models/build", "{}").ProblemAsync(400, "modelType");

        foreach (var connection in held)
        {
            await connection.DisposeAsync();
        }

        await Eventually.UntilAsync(async () => await StatusOfLargeAsync() == HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task ModelFile_LargerThanTheRoomForBodies_IsTaken()
    {
        using var file = new ByteArrayContent(new byte[3 * LimitedNode.MaxBodyBytes]);
        Assert.Contains("safetensors", await node.Client.PostAsync("/inferno/models?name=large", file).ProblemAsync(422), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Connections_MoreThanThereMayBe_AreClosed()
    {
        var connections = new List<RawConnection>();
        var refused = 0;
        for (var i = 0; i < LimitedNode.MaxConnections + 10; i++)
        {
            var connection = await RawConnection.OpenAsync(node.Url);
            connections.Add(connection);
            try
            {
                await connection.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
                Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync(), StringComparison.Ordinal);
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 10, LimitedNode.MaxConnections);
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }

        await Eventually.UntilAsync(async () => await StatusAsync("/health/live") == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(LimitedNode.MaxHeaders + 1, 1)]
    [InlineData(1, LimitedNode.MaxHeaderBytes)]
    public async Task Headers_TooManyOrTooLong_AreRefused(int count, int length)
    {
        await using var connection = await RawConnection.OpenAsync(node.Url);
        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('x', length)}\r\n"));
        await connection.SendAsync($"GET /health/live HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
        Assert.StartsWith("HTTP/1.1 431", await connection.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestLine_ThatIsTooLong_IsRefused()
    {
        await using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync($"GET /{new string('x', LimitedNode.MaxRequestLineBytes)} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 414", await connection.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_ThatDoNotCome_EndTheConnection()
    {
        await using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync("GET /health/live HTTP/1.1\r\nHost:");
        Assert.StartsWith("HTTP/1.1 408", await connection.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_OnWhichNothingIsAsked_IsClosed()
    {
        await using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync(), StringComparison.Ordinal);
        await connection.SkipBodyAsync();
        await Assert.ThrowsAnyAsync<IOException>(connection.ReadHeadAsync);
    }

    [Fact]
    public async Task Body_SlowerThanTheLeastRate_IsTooSlow()
    {
        await using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync($"POST /inferno/models/build {Post}Content-Length: 1000\r\n\r\n{{");
        await AssertProblemAsync(connection, 408);
    }

    [Fact]
    public async Task Answer_ThatIsNotTaken_EndsTheRequest()
    {
        // Some 30 MB, more than the system's buffers hold.
        await node.Client.DeployAsync("wide", """ "modelType":"feedforward","inputSize":1,"hiddenSizes":[1],"outputSize":65536,"activation":"sigmoid","seed":1 """);
        var body = $$"""{"data":[{{string.Join(',', Enumerable.Repeat("1", 50))}}]}""";
        var held = await HoldAsync(LimitedNode.MaxRequests - 1);
        await using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync($"POST /inferno/execute/wide {Post}Content-Length: {body.Length}\r\n\r\n{body}");
        Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync(), StringComparison.Ordinal);

        // Its place among those under way says whether it is.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync("/inferno/stats"));
        await Eventually.UntilAsync(async () => await StatusAsync("/inferno/stats") == HttpStatusCode.OK);
        await EndAsync(held);
    }

    private async Task<List<EventConnection>> HoldAsync(int requests)
    {
        var held = new List<EventConnection>();
        while (held.Count < requests)
        {
            // An answer is there a moment before its place is free again.
            await Eventually.UntilAsync(async () =>
            {
                var opened = await EventConnection.TryOpenAsync(node.Client, "/inferno/compute/events");
                held.AddRange(opened is null ? [] : [opened]);
                return opened is not null;
            });
        }

        return held;
    }

    private async Task EndAsync(List<EventConnection> held)
    {
        foreach (var stream in held)
        {
            await stream.DisposeAsync();
        }

        // The server learns of it a moment later.
        await Eventually.UntilAsync(async () => await StatusAsync("/inferno/stats") == HttpStatusCode.OK);
    }

    private async Task<HttpStatusCode> StatusOfLargeAsync()
    {
        using var request = Answers.Json(HttpMethod.Post, "/inferno/models/build", new string(' ', 20_000), ("X-Inferno-Timeout-Ms", "200"));
        using var answer = await node.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<RawConnection> BeginBodyAsync(int length = LargeBody)
    {
        var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync($"POST /inferno/models/build {Post}Expect: 100-continue\r\nContent-Length: {length}\r\n\r\n");

        // The server says so when it begins to read.
        Assert.StartsWith("HTTP/1.1 100", await connection.ReadHeadAsync(), StringComparison.Ordinal);
        return connection;
    }

    private static async Task SendBodyAsync(RawConnection connection, string route, bool chunked)
    {
        await connection.SendAsync($"{route} {Post}{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {LargeBody}")}\r\n\r\n");
        try
        {
            await connection.SendAsync(chunked
                ? $"{LargeBody:x}\r\n{new string(' ', LargeBody)}\r\n0\r\n\r\n"
                : new string(' ', LargeBody));
        }
        catch (IOException)
        {
            // Answered before it was read.
        }
    }

    private static async Task AssertProblemAsync(RawConnection connection, int status)
    {
        Assert.StartsWith($"HTTP/1.1 {status}", await connection.ReadHeadAsync(), StringComparison.Ordinal);
        Answers.CheckProblem(await connection.ReadChunkAsync(), status);
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        try
        {
            using var answer = await node.Client.GetAsync(path);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }
}
