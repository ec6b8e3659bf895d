using HdrHistogram;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Demo;

/// <summary>Sends the held-out digits through a deployment, first once for the accuracy, then again and again for the speed.</summary>
internal sealed class DigitsDemo(InfernoClient client, IReadOnlyList<DigitsRow> rows, DemoSettings settings, TimeProvider time)
{
    /// <summary>What single precision may cost against double precision.</summary>
    public const double Tolerance = 1e-5;

    private const int Digits = 10;

    /// <summary>In microseconds; the server bounds a request at a minute.</summary>
    private const long LongestLatency = 100_000_000;

    private readonly Lock gate = new();
    private double greatestDifference;

    public async Task<DemoReport> RunAsync(string model, string deployment, IDemoProgress progress, CancellationToken cancellationToken)
    {
        var confusion = await ClassifyAllAsync(deployment, progress, cancellationToken);
        var load = await LoadAsync(deployment, progress, cancellationToken);
        return new DemoReport
        {
            Model = model,
            Deployment = deployment,
            Rows = rows.Count,
            Correct = Enumerable.Range(0, Digits).Sum(digit => confusion[digit][digit]),
            ExpectedCorrect = rows.Count(row => Guess(row.Expected) == row.Label),
            GreatestDifference = greatestDifference,
            Connections = settings.Connections,
            Load = load,
            Confusion = confusion,
        };
    }

    private async Task<int[][]> ClassifyAllAsync(string deployment, IDemoProgress progress, CancellationToken cancellationToken)
    {
        var confusion = Enumerable.Range(0, Digits).Select(_ => new int[Digits]).ToArray();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = settings.Connections, CancellationToken = cancellationToken };
        var done = 0;
        await Parallel.ForEachAsync(rows, parallel, async (row, token) =>
        {
            var probabilities = await ClassifyAsync(deployment, row, token);
            lock (gate)
            {
                confusion[row.Label][Guess(probabilities)]++;
                progress.Classified(++done, rows.Count);
            }
        });
        return confusion;
    }

    private async Task<LoadReport> LoadAsync(string deployment, IDemoProgress progress, CancellationToken cancellationToken)
    {
        var latencies = new LongConcurrentHistogram(lowestTrackableValue: 1, LongestLatency, numberOfSignificantValueDigits: 3);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = settings.Connections, CancellationToken = cancellationToken };
        var start = time.GetTimestamp();
        await Parallel.ForAsync(0, settings.Connections, parallel, async (connection, token) =>
        {
            // Each connection starts elsewhere, so that they do not all ask for the same row at once.
            var next = connection * rows.Count / settings.Connections;
            do
            {
                var sent = time.GetTimestamp();
                await ClassifyAsync(deployment, rows[next++ % rows.Count], token);
                latencies.RecordValue(Math.Clamp((long)time.GetElapsedTime(sent).TotalMicroseconds, 1, LongestLatency));
                progress.Loaded(time.GetElapsedTime(start), settings.LoadTime);
            }
            while (time.GetElapsedTime(start) < settings.LoadTime);
        });

        var elapsed = time.GetElapsedTime(start).TotalSeconds;
        return new LoadReport(latencies.TotalCount, elapsed, Milliseconds(50), Milliseconds(99), Milliseconds(100));

        double Milliseconds(double percentile) => latencies.GetValueAtPercentile(percentile) / 1000.0;
    }

    private async Task<IReadOnlyList<double>> ClassifyAsync(string deployment, DigitsRow row, CancellationToken cancellationToken)
    {
        var answer = await client.ExecuteAsync(deployment, row.Pixels, cancellationToken);
        if (answer.Result.Count != Digits)
        {
            throw new CommandFailedException($"{deployment} answered {answer.Result.Count} numbers in place of {Digits} probabilities.");
        }

        var difference = row.Expected.Zip(answer.Result, (expected, actual) => Math.Abs(expected - actual)).Max();
        lock (gate) { greatestDifference = Math.Max(greatestDifference, difference); }
        return answer.Result;
    }

    private static int Guess(IReadOnlyList<double> probabilities) => probabilities.Index().MaxBy(digit => digit.Item).Index;
}

/// <summary>How the demo is to run.</summary>
/// <param name="Connections">How many requests are under way at a time.</param>
/// <param name="LoadTime">How long the rows are sent for the sake of speed.</param>
internal sealed record DemoSettings(int Connections, TimeSpan LoadTime);

/// <summary>Is told how far the demo is, by several connections at a time.</summary>
internal interface IDemoProgress
{
    void Classified(int done, int rows);

    void Loaded(TimeSpan elapsed, TimeSpan total);
}
