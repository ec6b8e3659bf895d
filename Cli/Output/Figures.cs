using System.Globalization;

namespace InfernoOrleans.Cli.Output;

/// <summary>Numbers and times as people read them.</summary>
internal static class Figures
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>12345 → 12,345</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Metadata carries counts as text; what is not a number is shown as it came.</summary>
    public static string Count(string? value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Count(number) : value ?? "";

    /// <summary>27048 → 26.4 KiB</summary>
    public static string Bytes(long value)
    {
        var size = (double)value;
        var unit = 0;
        while (size >= 1024 && unit < Units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {Units[unit]}");
    }

    /// <summary>Milliseconds since 1970 → 2026-01-31 12:34:56Z</summary>
    public static string Time(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("u", CultureInfo.InvariantCulture);

    /// <summary>90061 → 1d 1h, 3725 → 1h 2m, 65 → 1m 5s</summary>
    public static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return time switch
        {
            { TotalDays: >= 1 } => $"{time.Days}d {time.Hours}h",
            { TotalHours: >= 1 } => $"{time.Hours}h {time.Minutes}m",
            { TotalMinutes: >= 1 } => $"{time.Minutes}m {time.Seconds}s",
            _ => $"{time.Seconds}s",
        };
    }

    /// <summary>250 → 250 ms, 2340 → 2.3 s, 65000 → 1m 5s</summary>
    public static string Milliseconds(long milliseconds) => milliseconds switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds} ms"),
        < 60_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1_000.0:0.0} s"),
        _ => Duration(milliseconds / 1_000.0),
    };

    /// <summary>0.123 → 12 %</summary>
    public static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    /// <summary>Numbers in the shortest form that reads back as the same number.</summary>
    public static string Row(IEnumerable<double> values) =>
        string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
