namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>Contenders that take turns in every round, so that a change in the machine's speed meets all of them. The first is ours.</summary>
internal static class Race
{
    // Code that is slow at first counts as warm only after some tenths of a second.
    private const int WarmUps = 15;

    /// <summary>Runs the rounds.</summary>
    /// <param name="contenders">Who takes part.</param>
    /// <param name="rounds">How many rounds count, after those that warm up.</param>
    /// <param name="milliseconds">What a turn takes at least.</param>
    /// <param name="afterRound">Called after each round that counts, with our runs a second in it.</param>
    /// <returns>Our runs a second, and how many times as many as each other's: medians of the rounds.</returns>
    public static (double Speed, Dictionary<string, double> Ratios) Run(
        IReadOnlyList<IContender> contenders, int rounds, double milliseconds = 33, Action<double>? afterRound = null)
    {
        var speeds = contenders.Select(_ => new List<double>()).ToArray();

        // The runtime compiles what runs often once more.
        for (var round = -WarmUps; round < rounds; round++)
        {
            for (var i = 0; i < contenders.Count; i++)
            {
                var speed = contenders[i].Speed(milliseconds);
                if (round >= 0)
                {
                    speeds[i].Add(speed);
                }
            }

            if (round >= 0)
            {
                afterRound?.Invoke(speeds[0][^1]);
            }
        }

        var ratios = contenders.Select((c, i) => (c.Name, Median(speeds[0].Zip(speeds[i], (mine, theirs) => mine / theirs))));
        return (Median(speeds[0]), ratios.Skip(1).ToDictionary());
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>A contender that computes something else would compare nothing: the root of the errors' squares, relative to the results'.</summary>
    public static void RequireAgreement(IReadOnlyList<IContender> contenders, double budget)
    {
        foreach (var contender in contenders)
        {
            contender.Run();
        }

        var ours = contenders[0].Output;
        foreach (var peer in contenders.Skip(1))
        {
            double errors = 0, squares = 0;
            for (var i = 0; i < peer.Output.Length; i++)
            {
                errors += Math.Pow(ours[i] - peer.Output[i], 2);
                squares += Math.Pow(peer.Output[i], 2);
            }

            if (!(Math.Sqrt(errors / squares) < budget))
            {
                throw new InvalidOperationException($"{peer.Name} and we differ by {Math.Sqrt(errors / squares):E1}.");
            }
        }
    }
}
