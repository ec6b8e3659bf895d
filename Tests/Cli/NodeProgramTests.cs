using InfernoOrleans.Cli.Nodes;

namespace InfernoOrleans.Tests.Cli;

public sealed class NodeProgramTests
{
    [Fact]
    public void Arguments_OfSettings_NameTheDataFolderAbsolutely()
    {
        var settings = new NodeSettings(GatewayAccess.Local, 8081, "./data", ReadyAsJson: true, ExitWithStandardInput: true);

        Assert.Equal(
            [
                "gateway.dll", "--Cluster:Mode=embedded", "--Gateway:Host=127.0.0.1", "--Gateway:Port=8081",
                $"--Storage:DataDirectory={Path.Combine(Environment.CurrentDirectory, "data")}",
                "--Gateway:ReadyLine=json", "--Gateway:ExitWithStandardInput=true",
            ],
            NodeProgram.Arguments("gateway.dll", settings));
    }

    [Theory]
    [InlineData("0.0.0.0", "http://localhost:8081/")]
    [InlineData("::", "http://localhost:8081/")]
    [InlineData("*", "http://localhost:8081/")]
    [InlineData("localhost", "http://localhost:8081/")]
    [InlineData("192.0.2.7", "http://192.0.2.7:8081/")]
    [InlineData("::1", "http://[::1]:8081/")]
    public void UrlFromHere_OfWhereAGatewayListens_IsOneThatItsMachineReaches(string host, string url) =>
        Assert.Equal(url, new GatewayAccess(host).UrlFromHere(8081).AbsoluteUri);

    [Theory]
    [InlineData(false, false, "--Gateway:Host=*", "--Gateway:Port=80")]
    [InlineData(true, false, "--Gateway:Host=*", "--Gateway:Port=80", "--Keys:Required=true")]
    [InlineData(false, true, "--Gateway:Host=*", "--Gateway:Port=80", "--Keys:Insecure=true")]
    public void Arguments_OfAnAccess_SayOnlyWhatWasSaid(bool requireKeys, bool insecure, params string[] expected) =>
        Assert.Equal(expected, new GatewayAccess("*", requireKeys, insecure).Arguments(80));

    [Fact]
    public void DotnetPath_OfThisProcess_IsAnExecutableThatExists() => Assert.True(File.Exists(NodeProgram.DotnetPath), NodeProgram.DotnetPath);

    [Fact]
    public void LastLines_OfALongLog_KeepsItsEnd()
    {
        var lines = new LastLines(count: 2);
        foreach (var line in new[] { "one", "two", null, "three" }) { lines.Add(line); }

        Assert.Equal("two\nthree", lines.ToString());
    }
}
