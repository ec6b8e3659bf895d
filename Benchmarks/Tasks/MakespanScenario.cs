using System.Globalization;

namespace InfernoOrleans.Benchmarks.Tasks;

/// <summary>Prints how near to the least possible time our scheduler comes with tasks of unlike lengths on nodes of unlike slots.</summary>
internal static class MakespanScenario
{
    private const int Tasks = 1_000;
    private const int Seeds = 9;

    public static int Run()
    {
        int[] slots = [2, 4, 8];
        Console.WriteLine($"{Tasks:N0} tasks on nodes of {string.Join(", ", slots)} slots; median and worst of {Seeds} seeds; each step to and from a silo takes 5 ms.");
        Console.WriteLine("| lengths | makespan / bound | worst | most running on a node / slots |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (name, mean, spread) in new[] { ("20 ms, all alike", 20.0, 0.0), ("10 to 500 ms, most of them short", 60.0, 1.0), ("0.1 to 10 s", 1_000.0, 1.0) })
        {
            MakespanRun[] runs = [.. Enumerable.Range(1, Seeds).Select(seed => MakespanSimulation.Run(seed, slots, MakespanSimulation.Lengths(seed, Tasks, mean, spread)))];
            double[] ratios = [.. runs.Select(run => run.Makespan / run.Bound).Order()];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {name} | {ratios[Seeds / 2]:F3} | {ratios[^1]:F3} | {runs.Max(run => run.MostRunningPerSlot):F2} |"));
        }

        return 0;
    }
}
