using System.Runtime.Versioning;
using System.Text.Json;
using InfernoOrleans.Cli.Cluster;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Cli.Cluster;

[UnsupportedOSPlatform("windows")]
public sealed class ClusterStateTests : IDisposable
{
    private static readonly ClusterState State = new()
    {
        Supervisor = 7,
        Control = "/tmp/inferno-cluster-x/control",
        Url = new Uri("http://127.0.0.1:8080/"),
        Processes =
        [
            new ProcessRecord
            {
                Name = "silo-1",
                Role = ProcessRole.Silo,
                Pid = 8,
                Ports = new Dictionary<string, int> { ["silo"] = 15_001, ["gateway"] = 15_002 },
                State = ProcessState.Running,
                Restarts = 2,
                Started = DateTimeOffset.UnixEpoch,
            },
        ],
    };

    private readonly TemporaryDirectory folder = new();

    private string File => Path.Combine(folder.Path, "cluster.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_OverAnotherState_ReplacesItForItsOwnerAlone()
    {
        System.IO.File.WriteAllText(File, "{}");

        State.Write(File);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Equal([File], Directory.GetFiles(folder.Path));
        AssertJson.Equal(
            """
            {"supervisor":7,"control":"/tmp/inferno-cluster-x/control","url":"http://127.0.0.1:8080/","processes":[
              {"name":"silo-1","role":"silo","pid":8,"ports":{"silo":15001,"gateway":15002},"state":"running","restarts":2,"started":"1970-01-01T00:00:00+00:00"}]}
            """,
            System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void Read_OfWhatWasWritten_IsTheSame()
    {
        State.Write(File);

        Assert.Equal(
            JsonSerializer.Serialize(State, ClusterJson.Default.ClusterState),
            JsonSerializer.Serialize(ClusterState.Read(File)!, ClusterJson.Default.ClusterState));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("no JSON")]
    public void Read_OfSomethingElse_IsNoState(string content)
    {
        System.IO.File.WriteAllText(File, content);

        Assert.Null(ClusterState.Read(File));
    }

    [Fact]
    public void Read_WithoutAFile_IsNoState()
    {
        Assert.Null(ClusterState.Read(File));
        Assert.Null(ClusterState.Read(Path.Combine(folder.Path, "missing", "cluster.json")));
    }
}
