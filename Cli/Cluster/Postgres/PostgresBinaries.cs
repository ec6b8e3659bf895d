using System.Diagnostics;
using System.Globalization;

namespace InfernoOrleans.Cli.Cluster.Postgres;

/// <summary>Where PostgreSQL's programs are. Debian keeps those of a server off the PATH, a folder per version.</summary>
/// <param name="Folder">Holds <c>initdb</c> and <c>postgres</c>.</param>
internal sealed record PostgresBinaries(string Folder)
{
    private const string Install = "apt-get install postgresql, or brew install postgresql";

    public string Initdb => Path.Combine(Folder, "initdb");

    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>The programs on this machine.</summary>
    /// <param name="madeBy">The major version that a database was made by, which alone can run it; null when there is no database yet.</param>
    /// <exception cref="CommandFailedException">There are none, or none of that version.</exception>
    public static PostgresBinaries Find(string? madeBy)
    {
        var found = Candidates(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/lib/postgresql", FolderOfConfig).ToArray();
        if (found.Length == 0)
        {
            throw new CommandFailedException(
                $"PostgreSQL is not installed. Install it ({Install}), or name a server with --postgres.", ExitCodes.Usage);
        }

        if (madeBy is null) { return found[0]; }

        return Array.Find(found, binaries => binaries.MajorVersion() == madeBy) ?? throw new CommandFailedException(
            $"The database was made by PostgreSQL {madeBy}, which is not installed. Install it, or choose another folder with --data.",
            ExitCodes.Usage);
    }

    /// <summary>In the order of preference: on the PATH, the newest of Debian's, and where <c>pg_config</c> says.</summary>
    public static IEnumerable<PostgresBinaries> Candidates(IEnumerable<string> path, string versions, Func<string?> configured)
    {
        var debian = Directory.Exists(versions)
            ? Directory.GetDirectories(versions)
                .Select(folder => (Folder: Path.Combine(folder, "bin"), Version: Number(Path.GetFileName(folder))))
                .OrderByDescending(version => version.Version)
                .Select(version => version.Folder)
            : [];
        return path.Where(folder => folder.Length > 0)
            .Concat(debian)
            .Select(InFolder)
            .Concat(Deferred(configured).Select(InFolder))
            .OfType<PostgresBinaries>()
            .Distinct();
    }

    /// <summary>Asks only when the search comes this far.</summary>
    private static IEnumerable<string> Deferred(Func<string?> configured)
    {
        if (configured() is { Length: > 0 } folder) { yield return folder; }
    }

    private static PostgresBinaries? InFolder(string folder)
    {
        var postgres = new FileInfo(Path.Combine(folder, "postgres"));
        if (!postgres.Exists || !File.Exists(Path.Combine(folder, "initdb"))) { return null; }

        // A link on the PATH may be all that there is of the folder: the programs look for their neighbours.
        var real = postgres.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? postgres.FullName;
        return new PostgresBinaries(Path.GetDirectoryName(real)!);
    }

    private static double Number(string folder) =>
        double.TryParse(folder, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string? FolderOfConfig() => Ask("pg_config", "--bindir");

    /// <summary><c>postgres (PostgreSQL) 15.13 (Debian …)</c> → 15</summary>
    private string? MajorVersion() => Ask(Postgres, "--version")?.Split(' ').ElementAtOrDefault(2)?.Split('.')[0];

    private static string? Ask(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true, RedirectStandardError = true });
            var answer = process!.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? answer : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
