using System.Globalization;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>Times as logs show them.</summary>
internal static class LogTime
{
    public static string Show(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
