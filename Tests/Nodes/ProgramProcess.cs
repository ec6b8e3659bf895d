using System.Diagnostics;

namespace InfernoOrleans.Tests.Nodes;

/// <summary>One of our programs as a real process, its standard error kept for the message of a failed test.</summary>
public sealed class ProgramProcess : IAsyncDisposable
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly List<string> errors = [];
    private readonly TaskCompletionSource<string> firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProgramProcess(Process process) => this.process = process;

    public int Id => process.Id;

    /// <summary>Everything that the process has written to standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (errors)
            {
                return string.Join(Environment.NewLine, errors);
            }
        }
    }

    /// <summary>Starts <c>InfernoOrleans.{project}.dll</c> as it was built beside the tests.</summary>
    public static ProgramProcess Start(string project, params IEnumerable<string> arguments) =>
        StartWith(new Dictionary<string, string>(), project, arguments);

    /// <summary>The same with variables added to its environment.</summary>
    public static ProgramProcess StartWith(
        IReadOnlyDictionary<string, string> environment, string project, params IEnumerable<string> arguments)
    {
        var program = Path.Combine(DirectoryOf(project), $"InfernoOrleans.{project}.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // It lives for a moment: profiling its methods costs more than it gives back.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var started = new ProgramProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        started.process.OutputDataReceived += (_, line) => started.TakeLine(line.Data);
        started.process.ErrorDataReceived += (_, line) => started.TakeError(line.Data);
        started.process.Start();
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Where a program lies with its settings.</summary>
    public static string DirectoryOf(string project)
    {
        // …/artifacts/bin/Tests/release/ → …/artifacts/bin/{project}/release/
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, configuration));
    }

    /// <summary>The first line on standard output: the ready line of our programs.</summary>
    public async Task<string> FirstLineAsync()
    {
        try
        {
            return await firstLine.Task.WaitAsync(MostPatience);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"The process printed no line. Its errors:{Environment.NewLine}{Errors}", exception);
        }
    }

    /// <summary>Asks the process to stop and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await ExitAsync();
    }

    /// <summary>Sends the process a signal: <c>STOP</c> freezes it.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends the process as a crash would: <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Closes the standard input of the process.</summary>
    public void CloseInput() => process.StandardInput.Close();

    /// <summary>Waits for the process to end by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(MostPatience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private void TakeLine(string? line)
    {
        if (line is null)
        {
            firstLine.TrySetException(new InvalidOperationException("Standard output ended."));
        }
        else
        {
            firstLine.TrySetResult(line);
        }
    }

    private void TakeError(string? line)
    {
        lock (errors)
        {
            errors.Add(line ?? string.Empty);
        }
    }
}
