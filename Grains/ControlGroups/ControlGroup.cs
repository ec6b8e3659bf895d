namespace InfernoOrleans.Grains.ControlGroups;

/// <summary>What Linux allows this process, as it allows a container: the tightest limit of its control group and those around it.</summary>
internal static class ControlGroup
{
    private const string Groups = "/sys/fs/cgroup";
    private const string OwnGroups = "/proc/self/cgroup";

    /// <summary>The tightest limit of this process; null when there is none, or none can be read.</summary>
    /// <inheritdoc cref="Tightest(string, IEnumerable{string}, string, Func{string, double?}, Func{string, double?})"/>
    public static double? Tightest(string controller, Func<string, double?> version2, Func<string, double?> version1)
    {
        try
        {
            var own = File.Exists(OwnGroups) ? File.ReadAllLines(OwnGroups) : [];
            return Tightest(Groups, own, controller, version2, version1);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <param name="root">Where control groups are mounted.</param>
    /// <param name="own">The lines that say which groups the process is in: <c>0::/app</c> (version 2), <c>4:cpu,cpuacct:/app</c> (version 1).</param>
    /// <param name="controller">The controller of version 1: <c>cpu</c>, <c>memory</c>.</param>
    /// <param name="version2">Reads the limit in the folder of a group of version 2; null for none.</param>
    /// <param name="version1">Reads it in the folder of a group of version 1.</param>
    public static double? Tightest(
        string root, IEnumerable<string> own, string controller, Func<string, double?> version2, Func<string, double?> version1)
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
                Tighten(ref tightest, root, path, version2);
            }
            else if (controllers.Split(',').Contains(controller))
            {
                // Mounted under the name of its controllers, or of the one with a link.
                var mount = Path.Combine(root, Directory.Exists(Path.Combine(root, controllers)) ? controllers : controller);
                Tighten(ref tightest, mount, path, version1);
            }
        }

        return tightest;
    }

    /// <summary>The text of a group's file; null when it has none.</summary>
    public static string? Text(string directory, string file)
    {
        var path = Path.Combine(directory, file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }

    private static void Tighten(ref double? tightest, string mount, string group, Func<string, double?> read)
    {
        // In a container, the path may be that of the host and the mount what is seen of it: what does not exist says nothing.
        for (var path = group.TrimEnd('/'); ; path = path[..path.LastIndexOf('/')])
        {
            if (read(mount + path) is { } limit)
            {
                tightest = Math.Min(limit, tightest ?? limit);
            }

            if (path.Length == 0)
            {
                return;
            }
        }
    }
}
