using System.Net.Sockets;
using System.Text;

namespace InfernoOrleans.Tests.Gateway;

[Collection(RefusingTests.Name)]
public sealed class BodyLimitTests(RefusingNode node)
{
    private const int Megabytes = 100;

    private static readonly byte[] megabyte = [.. Enumerable.Repeat((byte)' ', 1 << 20)];

    [Theory]
    [InlineData("models/build", false)]
    [InlineData("models/build", true)]
    [InlineData("deploy/model", false)]
    [InlineData("deploy/model", true)]
    [InlineData("execute/deploy-1", false)]
    [InlineData("execute/deploy-1", true)]
    public async Task Body_OfAHundredMegabytes_IsTooLarge(string route, bool chunked)
    {
        await using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync(
            $"POST /inferno/{route} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {Megabytes << 20}\r\n\r\n"));

        // The server may answer and close before it has read everything.
        var sending = SendBodyAsync(connection, chunked);
        Assert.StartsWith("HTTP/1.1 413", await connection.ReadHeadAsync(), StringComparison.Ordinal);
        Answers.CheckProblem(await connection.ReadChunkAsync(), 413);
        await connection.DisposeAsync();
        await sending;
        await node.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Body_OfAByteASecond_IsTooSlowForEveryRoute()
    {
        await Task.WhenAll(
            AssertTooSlowAsync("/inferno/deploy/model", "application/json"),
            AssertTooSlowAsync("/inferno/execute/deploy-1", "application/json"),
            AssertTooSlowAsync("/inferno/models?name=slow", "application/octet-stream"));
        await node.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("deploy/model")]
    [InlineData("execute/deploy-1")]
    public async Task Deadline_ThatPassesBeforeTheBodyIsThere_IsATimeout(string route)
    {
        await using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync(
            $"POST /inferno/{route} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Inferno-Timeout-Ms: 20\r\nContent-Length: 1000000\r\n\r\n{{");

        Assert.StartsWith("HTTP/1.1 504", await connection.ReadHeadAsync(), StringComparison.Ordinal);
        var detail = Answers.CheckProblem(await connection.ReadChunkAsync(), 504);
        Assert.Contains("20 ms", detail, StringComparison.Ordinal);
        await node.AssertUnchangedAsync();
    }

    private async Task AssertTooSlowAsync(string path, string type)
    {
        await using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: 1000000\r\n\r\n");

        using var answered = new CancellationTokenSource();
        var feeding = FeedAsync(connection, answered.Token);
        Assert.StartsWith("HTTP/1.1 408", await connection.ReadHeadAsync(), StringComparison.Ordinal);
        Answers.CheckProblem(await connection.ReadChunkAsync(), 408);
        await answered.CancelAsync();
        await feeding;
    }

    private static async Task SendBodyAsync(RawConnection connection, bool chunked)
    {
        try
        {
            for (var i = 0; i < Megabytes; i++)
            {
                if (chunked)
                {
                    await connection.SendAsync("100000\r\n");
                }

                await connection.SendAsync(megabyte);
                if (chunked)
                {
                    await connection.SendAsync("\r\n");
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // Closed by one side or the other once the answer was there.
        }
    }

    private static async Task FeedAsync(RawConnection connection, CancellationToken answered)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await second.WaitForNextTickAsync(answered))
            {
                await connection.SendAsync(Encoding.ASCII.GetBytes(" "));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Answered.
        }
    }
}
