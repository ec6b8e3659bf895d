namespace InfernoOrleans.Cli.Namespaces;

/// <summary>Paths of the namespace, cleaned as the server does it: URLs know no <c>..</c> that would get there.</summary>
internal static class FilePath
{
    public const string Root = "/";

    /// <summary>The absolute path that a path means.</summary>
    /// <param name="directory">Where paths begin that do not begin with a slash: an absolute path.</param>
    /// <param name="path">The path.</param>
    public static string Resolve(string directory, string path)
    {
        var names = new List<string>();
        foreach (var name in (path.StartsWith('/') ? path : $"{directory}/{path}").Split('/'))
        {
            if (name == "..")
            {
                if (names.Count > 0) { names.RemoveAt(names.Count - 1); }
            }
            else if (name is not ("" or "."))
            {
                names.Add(name);
            }
        }

        return Root + string.Join('/', names);
    }
}
