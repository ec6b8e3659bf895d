namespace InfernoOrleans.Benchmarks.Tasks;

/// <summary>How a simulated set of tasks went.</summary>
/// <param name="Makespan">When the last task had ended, in milliseconds.</param>
/// <param name="Bound">What no schedule can beat: the work by the slots, and the longest task.</param>
/// <param name="MostRunningPerSlot">The most tasks that ran at one time on a node, by its slots.</param>
internal sealed record MakespanRun(double Makespan, double Bound, double MostRunningPerSlot);
