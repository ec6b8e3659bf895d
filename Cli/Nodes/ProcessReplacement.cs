using System.Diagnostics;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Cli.Nodes;

/// <summary>Lets another program take this one's place.</summary>
internal static partial class ProcessReplacement
{
    /// <summary>
    /// On Unix the process becomes <paramref name="program"/> and this never returns: signals and the process id are the program's own,
    /// and nothing is left that could be orphaned. Elsewhere the program runs as a child.
    /// </summary>
    /// <returns>The child's exit code.</returns>
    public static int Run(string program, IReadOnlyList<string> arguments)
    {
        if (OperatingSystem.IsWindows()) { return RunChild(program, arguments); }

        Console.Out.Flush();
        Console.Error.Flush();

        // Handlers do not outlive execve, but the signal mask does; .NET blocks nothing on the thread that runs Main.
        _ = Execute(program, [program, .. arguments, null]);
        throw new CommandFailedException($"Cannot start {program}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    private static int RunChild(string program, IReadOnlyList<string> arguments)
    {
        // Ctrl-C reaches the child too, which shuts down in its own time; this process waits for it.
        using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var child = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })
            ?? throw new CommandFailedException($"Cannot start {program}.");
        child.WaitForExit();
        return child.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);
}
