using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Tests.Namespaces;

/// <summary>
/// What binds, mounts and walks mean, as plainly as can be: a set of files, a list of texts at each point, and walks that look at
/// everything on the way.
/// </summary>
internal sealed class ReferenceNamespace(string root, int mostInUnion, int mostMounts)
{
    private readonly Dictionary<string, bool> isDirectory = [];
    private readonly Dictionary<string, List<string>> mounts = [];

    /// <summary>Adds directories, whose names end with a slash, and files.</summary>
    public ReferenceNamespace With(params string[] files)
    {
        foreach (var file in files)
        {
            isDirectory[file.TrimEnd('/')] = file.EndsWith('/');
        }

        return this;
    }

    /// <summary>Where the first thing that is seen at a path lies.</summary>
    public string? Resolve(string path) => Seen(path)?.FirstOrDefault(isDirectory.ContainsKey);

    /// <summary>The names in what is seen at a path; null where that is no directory.</summary>
    public List<string>? List(string path)
    {
        if (Resolve(path) is not { } first || !isDirectory[first])
        {
            return null;
        }

        var names = new List<string>();
        foreach (var directory in Seen(path)!.Where(isDirectory.ContainsKey))
        {
            names.AddRange(isDirectory.Keys.Where(file => file[..Math.Max(0, file.LastIndexOf('/'))] == directory)
                .Select(file => file[(file.LastIndexOf('/') + 1)..]).Order(StringComparer.Ordinal));
        }

        return [.. names.Distinct()];
    }

    public bool Bind(string source, string target, BindOrder order)
    {
        var bound = source[0] == '#' ? [source] : Seen(source);
        if (bound?.FirstOrDefault(isDirectory.ContainsKey) is not { } first || Point(target) is not { } point)
        {
            return false;
        }

        if (isDirectory[first] != isDirectory[point] || (!isDirectory[point] && order != BindOrder.Replace))
        {
            return false;
        }

        List<string> union = [.. bound];
        if (order != BindOrder.Replace)
        {
            var present = mounts.GetValueOrDefault(point, [point]).Where(element => !bound.Contains(element));
            union = order == BindOrder.Before ? [.. union, .. present] : [.. present, .. union];
        }

        if (union.Count > mostInUnion || mounts.Where(mount => mount.Key != point).Sum(mount => mount.Value.Count) + union.Count > mostMounts)
        {
            return false;
        }

        Set(point, union);
        return true;
    }

    public bool Unmount(string? source, string target)
    {
        var point = target[0] == '#' ? target : Point(target);
        if (point is null || !mounts.TryGetValue(point, out var present))
        {
            return false;
        }

        if (source is null)
        {
            return mounts.Remove(point);
        }

        var taken = source[0] == '#' ? [source] : Resolve(source) is null ? null : Seen(source);
        if (taken is null || !present.Exists(taken.Contains))
        {
            return false;
        }

        Set(point, [.. present.Where(element => !taken.Contains(element))]);
        return true;
    }

    /// <summary>Where a directory was created; null where it was not.</summary>
    public string? Create(string path)
    {
        var names = Clean(path);
        if (names.Count == 0 || Point(path) is not null)
        {
            return null;
        }

        var parent = "/" + string.Join('/', names.SkipLast(1));
        if (Resolve(parent) is not { } first || !isDirectory[first])
        {
            return null;
        }

        // No bind allows creation: only the directory that is there by itself does.
        var point = Point(parent);
        var place = Seen(parent)!.FirstOrDefault(directory => directory == point && isDirectory.ContainsKey(directory));
        if (place is null)
        {
            return null;
        }

        isDirectory[$"{place}/{names[^1]}"] = true;
        return $"{place}/{names[^1]}";
    }

    public string? Remove(string path)
    {
        if (Point(path) is not { } point || point == root || mounts.ContainsKey(point) || isDirectory.Keys.Any(file => file.StartsWith(point + "/", StringComparison.Ordinal)))
        {
            return null;
        }

        isDirectory.Remove(point);
        return point;
    }

    public void Vanish(string path)
    {
        foreach (var gone in isDirectory.Keys.Where(file => file == path || file.StartsWith(path + "/", StringComparison.Ordinal)).ToArray())
        {
            isDirectory.Remove(gone);
        }
    }

    /// <summary>The file that a path leads to, with everything bound on the way, but not what is bound to it itself.</summary>
    private string? Point(string path)
    {
        var names = Clean(path);
        if (names.Count == 0)
        {
            return root;
        }

        return Seen("/" + string.Join('/', names.SkipLast(1)))?.Select(directory => $"{directory}/{names[^1]}").FirstOrDefault(isDirectory.ContainsKey);
    }

    private List<string>? Seen(string path) => Point(path) is { } point ? mounts.GetValueOrDefault(point, [point]) : null;

    private void Set(string point, List<string> union)
    {
        mounts.Remove(point);
        if (union.Count > 0 && !(union.Count == 1 && union[0] == point))
        {
            mounts.Add(point, union);
        }
    }

    private static List<string> Clean(string path)
    {
        var names = new List<string>();
        foreach (var name in path.Split('/').Where(name => name is not ("" or ".")))
        {
            if (name != "..")
            {
                names.Add(name);
            }
            else if (names.Count > 0)
            {
                names.RemoveAt(names.Count - 1);
            }
        }

        return names;
    }
}
