using System.Diagnostics;
using InfernoOrleans.Cli.Nodes;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>One life of a supervised process: what it prints goes into its log.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>Descendants of a process may hold its output open after its end; nobody waits for them longer than this.</summary>
    private static readonly TimeSpan LastWordsTime = TimeSpan.FromSeconds(1);

    private readonly Process process;
    private readonly LastLines lastLines = new(count: 8);
    private readonly TaskCompletionSource<string> firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly ChildLaunch launch;
    private readonly RollingLog log;
    private readonly Action<string> say;

    private ChildProcess(Process process, ChildLaunch launch, RollingLog log, Action<string> say)
    {
        this.process = process;
        this.launch = launch;
        this.log = log;
        this.say = say;
        Started = process.StartTime;
        var printed = Task.WhenAll(PumpAsync(process.StandardOutput, isOutput: true), PumpAsync(process.StandardError, isOutput: false));
        Exited = WaitAsync(printed);
    }

    public int Pid => process.Id;

    public DateTimeOffset Started { get; }

    /// <summary>The first line on standard output, by which our programs say that they are ready. It never comes when they end before.</summary>
    public Task<string> FirstLine => firstLine.Task;

    /// <summary>Completes with the exit code; a signal counts as 128 more than its number.</summary>
    public Task<int> Exited { get; }

    /// <summary>The end of what it printed.</summary>
    public string LastWords => lastLines.ToString();

    /// <param name="launch">What runs.</param>
    /// <param name="log">Takes what it prints.</param>
    /// <param name="say">Takes what of that is secret.</param>
    public static ChildProcess Start(ChildLaunch launch, RollingLog log, Action<string> say)
    {
        var start = ApartStart.Describe(launch.Program, launch.Arguments, launch.Account);
        foreach (var (name, value) in launch.Environment)
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!, launch, log, say);
    }

    /// <summary>Writes a line to its standard input.</summary>
    public void Tell(string line)
    {
        try
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended, which is what it is told to do.
        }
    }

    public void Signal(int signal)
    {
        if (!process.HasExited) { UnixProcess.Signal(process.Id, signal); }
    }

    public void Dispose() => process.Dispose();

    private async Task<int> WaitAsync(Task printed)
    {
        await process.WaitForExitAsync();
        await Task.WhenAny(printed, Task.Delay(LastWordsTime));
        return process.ExitCode;
    }

    private async Task PumpAsync(StreamReader reader, bool isOutput)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                if (isOutput)
                {
                    firstLine.TrySetResult(line);
                }
                else if (launch.IsSecret(line))
                {
                    say(line);
                    continue;
                }

                lastLines.Add(line);
                log.Add(line);
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The pipe was closed with the process, or the disk is full: the process itself must not suffer for its log.
        }
    }
}
