using System.Diagnostics;

namespace InfernoOrleans.Benchmarks.Overload;

/// <summary>Which processors the two sides have, so that the one that sends takes nothing from the other.</summary>
internal static class OwnProcessor
{
    public const int OfNode = 0;
    private const int OfSender = 1;

    /// <summary>Keeps this process, with all its threads, on its processor.</summary>
    public static async Task StayAsync()
    {
        using var taskset = Process.Start(new ProcessStartInfo("taskset", ["-a", "-c", "-p", $"{OfSender}", $"{Environment.ProcessId}"]) { RedirectStandardOutput = true })!;
        await taskset.WaitForExitAsync();
        if (taskset.ExitCode != 0)
        {
            throw new InvalidOperationException("Node and sender need a processor each, and taskset.");
        }
    }
}
