namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>
/// Products that share nothing but the machine, computed at the same time, each by a thread of its own. What all reach together is what threads
/// that share one product could reach if they never waited, or more where their part of the weights fits a cache that the whole does not.
/// </summary>
internal sealed class ApartContenders(string name, IReadOnlyList<IContender> contenders) : IContender
{
    public string Name => name;

    public ReadOnlySpan<float> Output => contenders[0].Output;

    public void Run() => contenders[0].Run();

    public double Speed(double milliseconds)
    {
        var speeds = new double[contenders.Count];
        using Barrier start = new(contenders.Count);
        var threads = contenders.Select((contender, i) => new Thread(() =>
        {
            start.SignalAndWait();
            speeds[i] = contender.Speed(milliseconds);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return speeds.Sum();
    }

    public void Dispose()
    {
        foreach (var contender in contenders)
        {
            contender.Dispose();
        }
    }
}
