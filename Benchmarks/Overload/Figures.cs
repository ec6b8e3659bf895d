namespace InfernoOrleans.Benchmarks.Overload;

/// <summary>What a stretch of time was like for clients.</summary>
/// <param name="Goodput">Requests a second that were answered with 200 within their deadline.</param>
/// <param name="P50">Median latency of these in milliseconds.</param>
/// <param name="P99">99th percentile of it.</param>
/// <param name="Refused">Requests a second that were answered with 503.</param>
/// <param name="Failed">All others.</param>
internal sealed record Figures(double Goodput, double P50, double P99, double Refused, int Failed)
{
    private const int Ok = 200;
    private const int Unavailable = 503;

    /// <summary>How long clients wait, and what the server gives a request by default.</summary>
    private const double DeadlineMilliseconds = 10_000;

    public static Figures Of(IReadOnlyList<Load.Answer> answers, double seconds)
    {
        var good = answers.Where(answer => answer.Status == Ok && answer.Milliseconds <= DeadlineMilliseconds).Select(answer => answer.Milliseconds).Order().ToArray();
        var refused = answers.Count(answer => answer.Status == Unavailable);
        return new Figures(
            good.Length / seconds, At(good, 0.5), At(good, 0.99), refused / seconds, answers.Count - good.Length - refused);
    }

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
