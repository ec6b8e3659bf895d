using InfernoOrleans.Cli.Cluster;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Cli.Cluster;

public sealed class RollingLogTests : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    private string Log => Path.Combine(folder.Path, "logs", "silo-1.log");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Add_MoreThanFits_KeepsTwoOlderFiles()
    {
        using (var log = new RollingLog(Log, maxBytes: 20))
        {
            foreach (var number in Enumerable.Range(1, 9)) { log.Add($"line {number}"); }
        }

        Assert.Equal("line 9\n", File.ReadAllText(Log));
        Assert.Equal("line 7\nline 8\n", File.ReadAllText(Log + ".1"));
        Assert.Equal("line 5\nline 6\n", File.ReadAllText(Log + ".2"));
        Assert.Equal(3, Directory.GetFiles(Path.GetDirectoryName(Log)!).Length);
    }

    [Fact]
    public void Add_ToALogOfAnEarlierRun_Continues()
    {
        using (var log = new RollingLog(Log)) { log.Add("earlier"); }
        using (var log = new RollingLog(Log)) { log.Add("later"); }

        Assert.Equal("earlier\nlater\n", File.ReadAllText(Log));
    }
}
