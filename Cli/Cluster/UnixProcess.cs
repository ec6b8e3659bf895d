using System.Diagnostics;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>What .NET leaves to the system's own calls.</summary>
internal static partial class UnixProcess
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int KillNow = 9;
    public const int Terminate = 15;

    private static readonly TimeSpan ClockStep = TimeSpan.FromSeconds(2);

    /// <summary>Sends a signal. A process that is gone is none to signal, so that is no failure.</summary>
    public static void Signal(int pid, int signal)
    {
        // Zero and below mean groups of processes.
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pid);
        _ = SendSignal(pid, signal);
    }

    /// <summary>Whether a process is the one that started then, and not a later one that was given its number.</summary>
    public static bool IsAlive(int pid, DateTimeOffset started)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited && (process.StartTime.ToUniversalTime() - started.UtcDateTime).Duration() < ClockStep;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Leaves the terminal's group of processes, so that Ctrl-C there reaches the supervisor alone, which stops the others in order.</summary>
    public static void LeaveTerminal() => _ = StartSession();

    /// <summary>Gives up root for good.</summary>
    public static void Become(UnixAccount account)
    {
        if (SetGroups(account.Name, account.Group) != 0 || SetGroup(account.Group) != 0 || SetUser(account.User) != 0)
        {
            throw new CommandFailedException($"Cannot become the user {account.Name}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    public static void ChangeOwner(string path, UnixAccount owner)
    {
        if (ChangeOwner(path, owner.User, owner.Group) != 0)
        {
            throw new CommandFailedException($"Cannot give {path} to the user {owner.Name}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int StartSession();

    [LibraryImport("libc", EntryPoint = "initgroups", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetGroups(string user, uint group);

    [LibraryImport("libc", EntryPoint = "setgid", SetLastError = true)]
    private static partial int SetGroup(uint group);

    [LibraryImport("libc", EntryPoint = "setuid", SetLastError = true)]
    private static partial int SetUser(uint user);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
