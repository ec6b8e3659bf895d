using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace InfernoOrleans.Benchmarks.Execute;

/// <summary>One run of wrk (github.com/wg/wrk).</summary>
/// <param name="RequestsPerSecond">Answers a second.</param>
/// <param name="P50">Median latency in milliseconds.</param>
/// <param name="P99">99th percentile of the latency in milliseconds.</param>
/// <param name="Failed">Answers other than 2xx and socket errors.</param>
internal sealed partial record Wrk(double RequestsPerSecond, double P50, double P99, long Failed)
{
    public static async Task<Wrk> RunAsync(Uri url, string script, int connections, int seconds)
    {
        using var wrk = Process.Start(new ProcessStartInfo(
            "wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", "--latency", "-s", script, url.ToString()])
        {
            RedirectStandardOutput = true,
        })!;
        var text = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return new Wrk(
            Number(Rate().Match(text)),
            Milliseconds(Median().Match(text)),
            Milliseconds(Tail().Match(text)),
            Failures().Matches(text).Sum(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
    }

    private static double Number(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    private static double Milliseconds(Match match) => Number(match) * match.Groups[2].Value switch
    {
        "us" => 0.001,
        "ms" => 1,
        _ => 1_000,
    };

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"50%\s+([0-9.]+)(us|ms|s)")]
    private static partial Regex Median();

    [GeneratedRegex(@"99%\s+([0-9.]+)(us|ms|s)")]
    private static partial Regex Tail();

    [GeneratedRegex(@"(?:Non-2xx or 3xx responses: |connect |read |write |timeout )([0-9]+)")]
    private static partial Regex Failures();
}
