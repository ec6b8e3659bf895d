namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>Sums in 64 bits, with the same bits whatever vectors a machine has.</summary>
internal static class Sums
{
    /// <summary>The sum of the numbers.</summary>
    public static double Of(ReadOnlySpan<float> numbers)
    {
        // Four chains of additions, for a processor does several at a time.
        double first = 0, second = 0, third = 0, fourth = 0;
        var i = 0;
        for (; i <= numbers.Length - 4; i += 4)
        {
            first += numbers[i];
            second += numbers[i + 1];
            third += numbers[i + 2];
            fourth += numbers[i + 3];
        }

        for (; i < numbers.Length; i++)
        {
            first += numbers[i];
        }

        return first + second + (third + fourth);
    }

    /// <summary>The sum of the squared distances from <paramref name="mean"/>.</summary>
    public static double OfSquares(ReadOnlySpan<float> numbers, double mean)
    {
        double first = 0, second = 0;
        var i = 0;
        for (; i <= numbers.Length - 2; i += 2)
        {
            var one = numbers[i] - mean;
            var other = numbers[i + 1] - mean;
            first += one * one;
            second += other * other;
        }

        if (i < numbers.Length)
        {
            var last = numbers[i] - mean;
            first += last * last;
        }

        return first + second;
    }

    /// <summary>Adds rows of numbers to one row of sums.</summary>
    /// <param name="rows">Whole rows of as many numbers as there are sums.</param>
    /// <param name="sums">What they are added to.</param>
    public static void Add(ReadOnlySpan<float> rows, Span<double> sums)
    {
        if (sums.Length == 1)
        {
            sums[0] += Of(rows);
            return;
        }

        for (; rows.Length > 0; rows = rows[sums.Length..])
        {
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += rows[i];
            }
        }
    }
}
