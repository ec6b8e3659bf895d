using System.Diagnostics;

namespace InfernoOrleans.Cli.Cluster.Postgres;

/// <summary>Whom PostgreSQL runs as: it refuses to be root.</summary>
internal static class PostgresAccount
{
    private static readonly string[] Names = ["postgres", "nobody"];

    /// <summary>Null when we are not root and it can run as we do.</summary>
    public static UnixAccount? Find()
    {
        if (!Environment.IsPrivilegedProcess) { return null; }

        foreach (var name in Names)
        {
            if (Id("-u", name) is { } user && Id("-g", name) is { } group) { return new UnixAccount(name, user, group); }
        }

        throw new CommandFailedException(
            $"PostgreSQL refuses to run as root, and there is no user {string.Join(" or ", Names)} to run it as. Start the cluster as another user.",
            ExitCodes.Usage);
    }

    /// <summary>Makes sure that the account can enter a folder.</summary>
    /// <exception cref="CommandFailedException">It cannot; the message says where it is kept out, and what to do.</exception>
    public static async Task CheckReachAsync(UnixAccount account, string folder, CancellationToken cancellationToken)
    {
        // The system is asked rather than the modes read: there are groups and access lists too.
        const string FirstClosed = """for folder; do test -x "$folder" || { echo "$folder"; exit 1; }; done""";
        var (exitCode, output) = await ApartStart.RunAsync("/bin/sh", ["-c", FirstClosed, "sh", .. FromTheRoot(folder)], account, cancellationToken);
        if (exitCode == 0) { return; }

        throw new CommandFailedException(
            $"PostgreSQL refuses to run as root and would run as {account.Name}, who cannot enter {output}. "
            + $"Choose a folder that {account.Name} can reach with --data, open this one (chmod o+x {output}), or start the cluster as another user.",
            ExitCodes.Usage);
    }

    private static IEnumerable<string> FromTheRoot(string folder) =>
        Path.GetDirectoryName(folder) is { } parent ? [.. FromTheRoot(parent), folder] : [folder];

    private static uint? Id(string which, string name)
    {
        using var process = Process.Start(new ProcessStartInfo("id", [which, name]) { RedirectStandardOutput = true, RedirectStandardError = true });
        var answer = process!.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && uint.TryParse(answer, out var id) ? id : null;
    }
}
