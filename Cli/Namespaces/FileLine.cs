using System.Globalization;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Namespaces;

/// <summary>A line of <c>ls -l</c>: what it is and allows, its length, when it was changed, its name.</summary>
internal static class FileLine
{
    public static string Long(FileItem item)
    {
        var modified = item.Modified is > 0 and var at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : "-";
        var mode = $"{(item.IsDirectory() ? 'd' : '-')}{(item.CanRead ? 'r' : '-')}{(item.CanWrite ? 'w' : '-')}";
        return string.Create(CultureInfo.InvariantCulture, $"{mode} {item.Length?.ToString(CultureInfo.InvariantCulture) ?? "-",7} {modified,19} {item.Name}");
    }
}
