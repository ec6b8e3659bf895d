using System.Net.Sockets;
using System.Runtime.Versioning;
using InfernoOrleans.Cli;
using InfernoOrleans.Cli.Cluster;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Cli.Cluster;

/// <summary>The way from <c>cluster status</c> and its like to the supervisor of a folder.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ControlTests : IDisposable
{
    private readonly TemporaryDirectory data = new();

    private ClusterFolder Folder => new(data.Path);

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Ask_OfASupervisor_IsAnsweredOverASocketOfItsOwner()
    {
        await using var server = Serve(request => new ControlAnswer([], $"{request.Verb} {request.Name}"));

        var answer = await new ControlClient(Folder).AskAsync(new ControlRequest(ControlVerb.Kill, "silo-2"), CancellationToken.None);

        Assert.Equal("Kill silo-2", answer.Message);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(server.Address));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(server.Address)!));
    }

    [Fact]
    public async Task Ask_ThatIsRefused_FailsWithTheReason()
    {
        await using var server = Serve(_ => new ControlAnswer([], Error: "There is no process silo-9."));

        var run = await CommandRun.OfAsync("cluster", "kill", "silo-9", "--data", data.Path);

        Assert.Equal((1, "", "inferno: There is no process silo-9.\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("""{"verb":"explode"}""" + "\n")]
    [InlineData("")]
    public async Task Server_AskedForSomethingElse_HangsUpAndServesTheNext(string line)
    {
        await using var server = Serve(_ => new ControlAnswer([], "well"));
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(server.Address));
            await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(line));
            socket.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await socket.ReceiveAsync(new byte[16]));
        }

        var answer = await new ControlClient(Folder).AskAsync(new ControlRequest(ControlVerb.Status), CancellationToken.None);

        Assert.Equal("well", answer.Message);
    }

    [Fact]
    public async Task Dispose_Always_RemovesTheSocketAndItsFolder()
    {
        var server = Serve(_ => new ControlAnswer([]));
        await server.DisposeAsync();

        Assert.False(Directory.Exists(Path.GetDirectoryName(server.Address)));
        var failure = await Assert.ThrowsAsync<CommandFailedException>(
            () => new ControlClient(Folder).AskAsync(new ControlRequest(ControlVerb.Status), CancellationToken.None));
        Assert.StartsWith($"No cluster runs in {data.Path}.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("add")]
    [InlineData("kill silo-1")]
    [InlineData("down")]
    public async Task Command_WithoutASupervisor_Exits1AndSuggestsUp(string command)
    {
        var run = await CommandRun.OfAsync(["cluster", .. command.Split(' '), "--data", data.Path], CancellationToken.None);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"inferno: No cluster runs in {data.Path}. Start one with ./inferno cluster up --data {data.Path}, or name its folder with --data.\n", run.Error);
    }

    [Fact]
    public void Lock_HeldByAnother_IsRefused()
    {
        using (Folder.Lock())
        {
            var failure = Assert.Throws<CommandFailedException>(Folder.Lock);
            Assert.Contains("runs in", failure.Message, StringComparison.Ordinal);
        }

        Folder.Lock().Dispose();
    }

    [Fact]
    public void Lock_OfWhatIsNoFolder_IsRefused()
    {
        var file = Path.Combine(data.Path, "file");
        File.WriteAllText(file, "");
        var failure = Assert.Throws<CommandFailedException>(new ClusterFolder(file).Lock);
        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.StartsWith($"{file} cannot be a folder:", failure.Message, StringComparison.Ordinal);
    }

    private ControlServer Serve(Func<ControlRequest, ControlAnswer> answer)
    {
        var server = new ControlServer(request => Task.FromResult(answer(request)));
        new ClusterState { Supervisor = 1, Control = server.Address, Url = new Uri("http://127.0.0.1/"), Processes = [] }.Write(Folder.State);
        return server;
    }
}
