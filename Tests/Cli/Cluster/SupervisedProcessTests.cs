using System.Collections.Concurrent;
using System.Diagnostics;
using InfernoOrleans.Cli;
using InfernoOrleans.Cli.Cluster;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Cli.Cluster;

/// <summary>One supervised process, played by a shell.</summary>
public sealed class SupervisedProcessTests : IDisposable
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory folder = new();
    private readonly ConcurrentQueue<string> events = new();
    private readonly SemaphoreSlim changes = new(0);

    public void Dispose()
    {
        changes.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Process_Killed_ComesBackUnderItsNameUntilItIsStopped()
    {
        using var process = Supervise("echo ready; cat");
        process.Start();
        await process.Ready.WaitAsync(MostPatience);
        var first = process.Record.Pid!.Value;

        Assert.True(process.Kill());
        await UntilAsync(() => process.Record is { State: ProcessState.Running, Restarts: 1 });

        var second = process.Record.Pid!.Value;
        Assert.NotEqual(first, second);
        Assert.Contains(events, text => text.StartsWith("child was ended by signal 9 and starts again in 0.5 s", StringComparison.Ordinal));
        await process.StopAsync(MostPatience, CancellationToken.None);
        Assert.Equal((ProcessState.Stopped, null), (process.Record.State, process.Record.Pid));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(second));
        Assert.False(process.Kill());
    }

    [Fact]
    public async Task Process_ThatCannotRunAsConfigured_FailsAtOnceWithItsWords()
    {
        using var process = Supervise("echo 'the port is taken' >&2; exit 2");
        process.Start();

        var failure = await Assert.ThrowsAsync<CommandFailedException>(() => process.Ready.WaitAsync(MostPatience));

        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.Contains("child ended with exit code 2", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the port is taken", failure.Message, StringComparison.Ordinal);
        Assert.Equal("the port is taken\n", await File.ReadAllTextAsync(Path.Combine(folder.Path, "child.log")));
        Assert.Equal(ProcessState.Stopped, process.Record.State);
    }

    [Fact]
    public async Task Process_ThatPrintsASecret_TellsItAndKeepsItOutOfTheLog()
    {
        using var process = Supervise("echo 'the secret is 7' >&2; echo 'nothing else' >&2; sleep 0.1; echo ready; cat", line => line.Contains("secret", StringComparison.Ordinal));
        process.Start();
        await process.Ready.WaitAsync(MostPatience);
        await process.StopAsync(MostPatience, CancellationToken.None);

        Assert.Equal(["the secret is 7"], events);
        Assert.Equal(["nothing else", "ready"], await File.ReadAllLinesAsync(Path.Combine(folder.Path, "child.log")));
    }

    [Fact]
    public async Task Process_DeafToItsStop_IsKilled()
    {
        using var process = Supervise("trap '' TERM; echo ready; while :; do sleep 1; done");
        process.Start();
        await process.Ready.WaitAsync(MostPatience);

        await process.StopAsync(TimeSpan.FromMilliseconds(10), CancellationToken.None);

        Assert.Equal(ProcessState.Stopped, process.Record.State);
        Assert.Contains(events, text => text.Contains("did not stop within", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Process_StoppedBeforeItIsReady_IsReadyNever()
    {
        using var process = Supervise("cat");
        process.Start();

        await process.StopAsync(MostPatience, CancellationToken.None);

        await Assert.ThrowsAsync<TaskCanceledException>(() => process.Ready);
    }

    private SupervisedProcess Supervise(string script, Predicate<string>? isSecret = null)
    {
        var launch = new ChildLaunch
        {
            Name = "child",
            Role = ProcessRole.Silo,
            Program = "/bin/sh",
            Arguments = ["-c", script],
            Ports = new Dictionary<string, int>(),
            ReadyAsync = async (child, ended) =>
            {
                await child.FirstLine.WaitAsync(ended);
                return child.Pid;
            },
            RequestStop = child => child.Signal(UnixProcess.Terminate),
            IsSecret = isSecret ?? (_ => false),
        };
        return new SupervisedProcess(
            launch, new RollingLog(Path.Combine(folder.Path, "child.log")), TimeProvider.System, () => changes.Release(), events.Enqueue);
    }

    private async Task UntilAsync(Func<bool> reached)
    {
        while (!reached())
        {
            Assert.True(await changes.WaitAsync(MostPatience), string.Join('\n', events));
        }
    }
}
