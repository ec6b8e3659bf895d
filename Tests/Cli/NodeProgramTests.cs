using InfernoOrleans.Cli.Nodes;

namespace InfernoOrleans.Tests.Cli;

public sealed class NodeProgramTests
{
    [Fact]
    public void Arguments_OfSettings_NameTheDataFolderAbsolutely()
    {
        var settings = new NodeSettings("127.0.0.1", 8081, "./data", ReadyAsJson: true, ExitWithStandardInput: true);

        Assert.Equal(
            [
                "gateway.dll", "--Cluster:Mode=embedded", "--Gateway:Host=127.0.0.1", "--Gateway:Port=8081",
                $"--Storage:DataDirectory={Path.Combine(Environment.CurrentDirectory, "data")}",
                "--Gateway:ReadyLine=json", "--Gateway:ExitWithStandardInput=true",
            ],
            NodeProgram.Arguments("gateway.dll", settings));
    }

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
