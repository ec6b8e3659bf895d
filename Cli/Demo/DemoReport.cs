namespace InfernoOrleans.Cli.Demo;

/// <summary>Everything that the demo found out.</summary>
internal sealed record DemoReport
{
    /// <summary>Whether the deployment answered as well as the model does on paper.</summary>
    public bool Success => Correct >= ExpectedCorrect && GreatestDifference <= DigitsDemo.Tolerance;

    public required string Model { get; init; }

    public required string Deployment { get; init; }

    public required int Rows { get; init; }

    /// <summary>How many rows were recognised.</summary>
    public required int Correct { get; init; }

    /// <summary>How many the model recognises when it is computed in double precision.</summary>
    public required int ExpectedCorrect { get; init; }

    public double Accuracy => (double)Correct / Rows;

    /// <summary>The greatest distance of any probability, in any answer, from the one computed in double precision.</summary>
    public required double GreatestDifference { get; init; }

    public required int Connections { get; init; }

    public required LoadReport Load { get; init; }

    /// <summary>How often a digit (outer) was taken for a digit (inner).</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }
}

/// <summary>How fast requests were answered, seen from the client.</summary>
/// <param name="Requests">How many were answered.</param>
/// <param name="Seconds">In how much time.</param>
/// <param name="P50Ms">Half of them took no longer.</param>
/// <param name="P99Ms">All but one in a hundred took no longer.</param>
/// <param name="MaxMs">None took longer.</param>
internal sealed record LoadReport(long Requests, double Seconds, double P50Ms, double P99Ms, double MaxMs)
{
    public double RequestsPerSecond => Requests / Seconds;
}
