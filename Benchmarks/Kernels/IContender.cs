using System.Diagnostics;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>One way to compute y[M, N] = x[M, K] · W[N, K]ᵀ.</summary>
internal interface IContender : IDisposable
{
    /// <summary>Its name in the results.</summary>
    string Name { get; }

    /// <summary>The product, for the comparison of results.</summary>
    ReadOnlySpan<float> Output { get; }

    /// <summary>Computes the product once.</summary>
    void Run();

    /// <summary>Takes a turn of at least so many milliseconds. Returns how many products a second it computed.</summary>
    double Speed(double milliseconds)
    {
        var start = Stopwatch.GetTimestamp();
        var runs = 0;
        do
        {
            Run();
            runs++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds);

        return runs / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
