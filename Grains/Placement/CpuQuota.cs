using System.Globalization;

namespace InfernoOrleans.Grains.Placement;

/// <summary>How many processors the process may use. A control group may allow fractions, which the runtime rounds up.</summary>
internal static class CpuQuota
{
    private const string Groups = "/sys/fs/cgroup";
    private const string OwnGroups = "/proc/self/cgroup";

    /// <summary>The processors of the machine that the process may use, or less where its control group or one around it says so.</summary>
    public static double Read()
    {
        try
        {
            var own = File.Exists(OwnGroups) ? File.ReadAllLines(OwnGroups) : [];
            return Math.Min(Environment.ProcessorCount, Read(Groups, own) ?? double.MaxValue);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessorCount;
        }
    }

    /// <summary>The tightest quota of a group and those around it; null when there is none.</summary>
    /// <param name="root">Where control groups are mounted.</param>
    /// <param name="own">The lines that say which groups the process is in: <c>0::/app</c> (version 2), <c>4:cpu,cpuacct:/app</c> (version 1).</param>
    internal static double? Read(string root, IEnumerable<string> own)
    {
        double? tightest = null;
        foreach (var line in own)
        {
            if (line.Split(':', 3) is not [_, var controllers, var path])
            {
                continue;
            }

            if (controllers.Length == 0)
            {
                Tighten(ref tightest, root, path, directory => Version2(Text(directory, "cpu.max")));
            }
            else if (controllers.Split(',').Contains("cpu"))
            {
                // Mounted under the name of its controllers, or of the one with a link.
                var mount = Path.Combine(root, Directory.Exists(Path.Combine(root, controllers)) ? controllers : "cpu");
                Tighten(ref tightest, mount, path, directory => Version1(Text(directory, "cpu.cfs_quota_us"), Text(directory, "cpu.cfs_period_us")));
            }
        }

        return tightest;
    }

    /// <summary>Reads <c>50000 100000</c>: half a processor. <c>max 100000</c> is no quota.</summary>
    internal static double? Version2(string? text) =>
        text?.Split(' ') is [var quota, var period] ? Version1(quota, period) : null;

    /// <summary>Reads microseconds of CPU time in each period of so many; a quota of −1 is none.</summary>
    internal static double? Version1(string? quota, string? period) =>
        double.TryParse(quota, NumberStyles.None, CultureInfo.InvariantCulture, out var used)
        && double.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out var of)
        && used > 0 && of > 0
            ? used / of
            : null;

    private static void Tighten(ref double? tightest, string mount, string group, Func<string, double?> read)
    {
        // In a container, the path may be that of the host and the mount what is seen of it: what does not exist says nothing.
        for (var path = group.TrimEnd('/'); ; path = path[..path.LastIndexOf('/')])
        {
            if (read(mount + path) is { } quota)
            {
                tightest = Math.Min(quota, tightest ?? quota);
            }

            if (path.Length == 0)
            {
                return;
            }
        }
    }

    private static string? Text(string directory, string file)
    {
        var path = Path.Combine(directory, file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
