using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>Keeps one process running: starts it, and starts it again after a pause whenever it ends, until it is told to stop.</summary>
internal sealed class SupervisedProcess : IDisposable
{
    /// <summary>A process that has never been ready and ended this often will not be.</summary>
    private const int MostFirstStarts = 5;

    private readonly ChildLaunch launch;
    private readonly RollingLog log;
    private readonly TimeProvider time;
    private readonly Action changed;
    private readonly Action<string> say;
    private readonly RestartBackoff backoff = new();
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ProcessRecord record;
    private volatile ChildProcess? child;
    private Task running = Task.CompletedTask;

    /// <param name="launch">What runs.</param>
    /// <param name="log">Takes what it prints.</param>
    /// <param name="time">Measures lives and pauses.</param>
    /// <param name="changed">Called when <see cref="Record"/> has another value.</param>
    /// <param name="say">Takes a sentence about each event.</param>
    public SupervisedProcess(ChildLaunch launch, RollingLog log, TimeProvider time, Action changed, Action<string> say)
    {
        this.launch = launch;
        this.log = log;
        this.time = time;
        this.changed = changed;
        this.say = say;
        record = new ProcessRecord { Name = launch.Name, Role = launch.Role, Ports = launch.Ports, State = ProcessState.Starting };
    }

    public ProcessRecord Record => record;

    /// <summary>Completes when the process is ready for the first time; fails when it will not be.</summary>
    public Task Ready => ready.Task;

    public void Start() => running = Task.Run(KeepRunningAsync);

    /// <summary>Ends the process at once, as a crash would.</summary>
    /// <returns>False when there is none.</returns>
    public bool Kill()
    {
        if (record.Pid is not { } pid) { return false; }

        UnixProcess.Signal(pid, UnixProcess.KillNow);
        return true;
    }

    /// <summary>Asks the process to end, and kills it when it takes too long.</summary>
    /// <param name="patience">How long it may take.</param>
    /// <param name="hurry">Kills it before that.</param>
    public async Task StopAsync(TimeSpan patience, CancellationToken hurry)
    {
        await stop.CancelAsync();
        try
        {
            await running.WaitAsync(patience, time, hurry);
            return;
        }
        catch (TimeoutException)
        {
            say($"{launch.Name} did not stop within {patience.TotalSeconds:0} s and is killed.");
        }
        catch (OperationCanceledException)
        {
            // Whoever stops it has no patience left.
        }

        Kill();
        child?.Signal(UnixProcess.KillNow);
        await running;
    }

    public void Dispose()
    {
        stop.Dispose();
        log.Dispose();
    }

    private async Task KeepRunningAsync()
    {
        for (var starts = 1; !stop.IsCancellationRequested; starts++)
        {
            var begun = time.GetTimestamp();
            var end = await RunOnceAsync(again: starts > 1);
            Update(record with { Pid = null, Started = null, State = ProcessState.Stopped });
            if (stop.IsCancellationRequested) { break; }

            if (!ready.Task.IsCompleted && (end.IsHopeless || starts == MostFirstStarts))
            {
                ready.SetException(new CommandFailedException(
                    $"{launch.Name} {end.How} before it was ready. Its log is {log.Path}; it ends with:\n{end.LastWords}",
                    end.IsHopeless ? ExitCodes.Usage : ExitCodes.Failed));
                return;
            }

            var pause = backoff.After(time.GetElapsedTime(begun));
            Update(record with { State = ProcessState.Restarting, Restarts = record.Restarts + 1 });
            say(string.Create(CultureInfo.InvariantCulture, $"{launch.Name} {end.How} and starts again in {pause.TotalSeconds:0.#} s; its log is {log.Path}"));
            await Task.Delay(pause, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Update(record with { Pid = null, Started = null, State = ProcessState.Stopped });
        ready.TrySetCanceled();
    }

    private async Task<Ending> RunOnceAsync(bool again)
    {
        try
        {
            await launch.PrepareAsync(stop.Token);
            using var life = ChildProcess.Start(launch, log, say);
            child = life;
            Update(record with { Pid = life.Pid, Started = life.Started, State = ProcessState.Starting });

            // Runs at once where the stop came before the start.
            await using var stopping = stop.Token.Register(() => launch.RequestStop(life));
            using var ended = new CancellationTokenSource();
            var becomingReady = launch.ReadyAsync(life, ended.Token);
            if (await Task.WhenAny(becomingReady, life.Exited) == becomingReady)
            {
                var pid = await becomingReady;
                Update(record with { Pid = pid, Started = StartOf(pid) ?? life.Started, State = ProcessState.Running });
                if (again) { say($"{launch.Name} runs again."); }
                ready.TrySetResult();
            }

            var exitCode = await life.Exited;
            await ended.CancelAsync();
            return new Ending(How(exitCode), life.LastWords, IsHopeless: exitCode == ExitCodes.Usage);
        }
        catch (Exception failure) when (failure is CommandFailedException or Win32Exception or IOException or OperationCanceledException)
        {
            return new Ending("could not be started", failure.Message, IsHopeless: failure is CommandFailedException);
        }
        finally
        {
            child = null;
        }
    }

    private void Update(ProcessRecord next)
    {
        record = next;
        changed();
    }

    private static string How(int exitCode) => exitCode > 128 ? $"was ended by signal {exitCode - 128}" : $"ended with exit code {exitCode}";

    private static DateTimeOffset? StartOf(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.StartTime;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <param name="How">The end of a sentence about the process.</param>
    /// <param name="LastWords">The last that it printed.</param>
    /// <param name="IsHopeless">Whether it says itself that it cannot run as it was configured.</param>
    private sealed record Ending(string How, string LastWords, bool IsHopeless);
}
