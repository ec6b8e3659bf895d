using System.Diagnostics;
using System.Globalization;

namespace InfernoOrleans.Cli.Cluster.Postgres;

/// <summary>The file <c>postmaster.pid</c> in which a server says who runs a database, and whether it takes connections yet.</summary>
/// <param name="data">The folder of the database.</param>
internal sealed class PostmasterFile(string data)
{
    private const int StatusLine = 7;

    private readonly string path = Path.Combine(data, "postmaster.pid");

    /// <summary>The process that the file names, whether or not it still runs; null without a file.</summary>
    public int? Pid => Lines() is [var pid, ..] && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Whether the server says that it takes connections.</summary>
    public bool IsReady => Lines() is { Length: > StatusLine } lines && lines[StatusLine].Trim() == "ready";

    /// <summary>The server that runs this database now; null when none does, whatever the file says.</summary>
    public int? Server => Pid is { } pid && CommandLineOf(pid) is { } words && words.Contains(data, StringComparison.Ordinal) ? pid : null;

    /// <summary>
    /// Removes a file that names a process which is something else: a machine that crashed gives its numbers to others. The server would
    /// see only that the process lives. A file that names none is left to it, for what else is in there tells it who may still hold memory.
    /// </summary>
    public void RemoveWhenRecycled()
    {
        if (Pid is { } pid && Server is null && CommandLineOf(pid) is not null) { File.Delete(path); }
    }

    private string[]? Lines()
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string? CommandLineOf(int pid)
    {
        try
        {
            if (Directory.Exists("/proc/self"))
            {
                // Empty for one that has ended and whose parent does not know yet.
                var words = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline")).Replace('\0', ' ');
                return words.Length > 0 ? words : null;
            }

            using var ps = Process.Start(new ProcessStartInfo("ps", ["-o", "args=", "-p", $"{pid}"]) { RedirectStandardOutput = true, RedirectStandardError = true });
            var line = ps!.StandardOutput.ReadToEnd();
            ps.WaitForExit();
            return ps.ExitCode == 0 ? line : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
