using System.Globalization;
using System.Text.RegularExpressions;

namespace InfernoOrleans.Tests.Telemetry;

/// <summary>What a process says at <c>/metrics</c>.</summary>
internal sealed partial class ExposedMetrics
{
    private readonly List<(string Name, string Labels, double Value)> samples = [];

    /// <summary>The types of metrics by their names.</summary>
    public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

    public static async Task<ExposedMetrics> ReadAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/metrics");
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        var metrics = new ExposedMetrics();
        foreach (var line in (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                Assert.True(metrics.Types.TryAdd(words[2], words[3]), $"{words[2]} is told twice.");
            }
            else if (line[0] != '#')
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, line);
                metrics.samples.Add((sample.Groups[1].Value, sample.Groups[2].Value, double.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture)));
            }
        }

        Assert.Equal(metrics.samples.Count, metrics.samples.DistinctBy(sample => (sample.Name, sample.Labels)).Count());
        return metrics;
    }

    /// <summary>The sum of the samples of that name whose labels hold all of those.</summary>
    public double Sum(string name, params string[] labels) => samples
        .Where(sample => sample.Name == name && labels.All(label => sample.Labels.Contains(label, StringComparison.Ordinal)))
        .Sum(sample => sample.Value);

    public bool Has(string name, params string[] labels) => samples
        .Any(sample => sample.Name == name && labels.All(label => sample.Labels.Contains(label, StringComparison.Ordinal)));

    [GeneratedRegex(@"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([^ ]+)(?: [0-9]+)?$")]
    private static partial Regex Sample();
}
