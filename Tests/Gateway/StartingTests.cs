using System.Net;
using System.Net.Sockets;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

public sealed class StartingTests
{
    private const int WrongConfiguration = 2;

    [Theory]
    [InlineData("0.0.0.0", "--Gateway:Host=0.0.0.0")]
    [InlineData("::", "--Gateway:Host=::")]
    [InlineData("192.0.2.1", "--Gateway:Host=192.0.2.1")]
    [InlineData("*", "--Gateway:Host=*")]
    [InlineData("0.0.0.0", "--urls", "http://0.0.0.0:0")]
    [InlineData("*", "--urls", "http://127.0.0.1:0;http://*:0")]
    [InlineData("0.0.0.0", "--Kestrel:Endpoints:Everyone:Url=http://0.0.0.0:0")]
    [InlineData("+", "--Kestrel:Endpoints:Everyone:Url=http://+:0")]
    public async Task Start_OnAnAddressThatOthersCanReachWithoutKeys_IsRefused(string address, params string[] arguments)
    {
        var errors = await RefusalAsync(["--Gateway:Port=0", "--Keys:Required=false", .. arguments]);

        Assert.Contains(address, errors, StringComparison.Ordinal);
        Assert.Contains("only this machine", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Gateway:Host", "--Gateway:Host=example.com")]
    [InlineData("Gateway:Host", "--Gateway:Host=192.0.2.1")]
    [InlineData("Keys:Insecure", "--Keys:Insecure=true", "--Keys:Required=true")]
    [InlineData("Keys:Given:ops:Role", "--Keys:Given:ops:File=/dev/null")]
    [InlineData("Keys:Given:ops:File", "--Keys:Given:ops:Role=admin", "--Keys:Given:ops:File=/dev/null")]
    public async Task Start_WithKeysOrAnAddressThatCannotBe_IsRefusedByItsName(string setting, params string[] arguments) =>
        Assert.Contains(setting, await RefusalAsync(["--Gateway:Port=0", .. arguments]), StringComparison.Ordinal);

    [Fact]
    public async Task Start_OffLoopbackWithoutKeys_WarnsAndAnswersByThisMachinesNames()
    {
        using var data = new TemporaryDirectory();
        await using var node = await EmbeddedNode.StartAsync(data.Path, "--Gateway:Host=0.0.0.0", "--Keys:Insecure=true");

        await node.Client.GetAsync("/inferno/stats").TextAsync();
        await Eventually.UntilAsync(() => Task.FromResult(node.Process.Errors.Contains("anybody who reaches the port may do everything", StringComparison.Ordinal)));
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/inferno/stats") { Headers = { Host = "attacker.example" } };
        await node.Client.SendAsync(foreign).ProblemAsync(400);
        Assert.DoesNotMatch(Keys.KeyedNode.Key(), node.Process.Errors);
    }

    [Theory]
    [InlineData("Port", "--Gateway:Port=70000")]
    [InlineData("Port", "--Gateway:Port=-1")]
    [InlineData("Port", "--Gateway:Port=http")]
    [InlineData("Port", "--Gateway:Port=99999999999")]
    [InlineData("MaxListed", "--Gateway:MaxListed=0")]
    [InlineData("MaxTasksPerBatch", "--Gateway:MaxTasksPerBatch=0")]
    [InlineData("MaxEventStreams", "--Gateway:MaxEventStreams=0")]
    [InlineData("AllowedOrigins", "--Gateway:AllowedOrigins:0=console.example.com")]
    [InlineData("RefreshPeriod", "--Keys:RefreshPeriod=0")]
    [InlineData("RequestsPerSecond", "--Keys:RequestsPerSecond=-1")]
    [InlineData("MaxKeys", "--Keys:MaxKeys=0")]
    [InlineData("Retention", "--Audit:Retention=0")]
    [InlineData("MaxRequests", "--Limits:MaxRequests=0")]
    [InlineData("HeaderTimeout", "--Limits:HeaderTimeout=00:00:00")]
    [InlineData("RateGrace", "--Limits:RateGrace=00:00:01")]
    [InlineData("MaxBufferedBytes", "--Limits:MaxBufferedBytes=1024")]
    [InlineData("Limits:MaxBodyBytes", "--Limits:MaxBodyBytes=1048576")]
    [InlineData("MaxMessageBytes", "--Cluster:MaxMessageBytes=1000")]
    [InlineData("DefaultTimeout", "--Gateway:DefaultTimeout=00:02:00")]
    [InlineData("ReadyLine", "--Gateway:ReadyLine=loud")]
    [InlineData("Mode", "--Cluster:Mode=nowhere")]
    [InlineData("Cluster:ConnectionString", "--Cluster:ConnectionString=nonsense")]
    [InlineData("Cluster:ConnectionString", "--Cluster:ConnectionString=Host=db;Frob=1")]
    [InlineData("Cluster:ConnectionString", "--Cluster:ConnectionString=Host=db;Port=many")]
    [InlineData("Cluster:ConnectionString", "--Cluster:ConnectionString=Database=inferno")]
    [InlineData("MaxLayerSize", "--Deployments:MaxLayerSize=0")]
    [InlineData("MaxBatchRows", "--Batching:MaxBatchRows=many")]
    public async Task Start_WithABadOption_IsRefusedByItsName(string option, string argument)
    {
        var errors = await RefusalAsync("--Gateway:Port=0", argument);

        Assert.Contains("The configuration is not valid", errors, StringComparison.Ordinal);
        Assert.Contains(option, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Start_OnAPortInUse_IsRefused(string host)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var errors = await RefusalAsync($"--Gateway:Host={host}", $"--Gateway:Port={port}");

        Assert.Contains($"{port}", errors, StringComparison.Ordinal);
        Assert.Contains("Choose another with --port (Gateway:Port).", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnADataFolderInUse_IsRefusedAndTheFirstNodeGoesOn()
    {
        using var data = new TemporaryDirectory();
        await using var first = await EmbeddedNode.StartAsync(data.Path);
        await using var second = ProgramProcess.Start("Gateway.Api", "--Gateway:Port=0", $"--Storage:DataDirectory={data.Path}");

        Assert.Equal(WrongConfiguration, await second.ExitAsync());
        Assert.Contains(data.Path, second.Errors, StringComparison.Ordinal);
        await first.Client.DeployAsync("still", """ "modelType":"perceptron","inputSize":1 """);
    }

    private static async Task<string> RefusalAsync(params string[] arguments)
    {
        using var data = new TemporaryDirectory();
        await using var process = ProgramProcess.Start("Gateway.Api", [$"--Storage:DataDirectory={data.Path}", .. arguments]);
        var exitCode = await process.ExitAsync();

        Assert.True(exitCode == WrongConfiguration, $"Exit code {exitCode}: {process.Errors}");
        Assert.DoesNotContain("The gateway failed", process.Errors, StringComparison.Ordinal);
        return process.Errors;
    }
}
