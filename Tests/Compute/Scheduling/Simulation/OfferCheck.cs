using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;

namespace InfernoOrleans.Tests.Compute.Scheduling.Simulation;

/// <summary>Holds what the policy chooses to its rules, which it says in its own words.</summary>
internal sealed class OfferCheck(SimulatedWorld world, SchedulerState state)
{
    /// <summary>Fractions of processors that are added and taken away do not come out even.</summary>
    private const double Rounding = 1e-9;

    private readonly Dictionary<long, ReadyTask> read = [];
    private readonly HashSet<long> known = [];

    public void Read(IEnumerable<ReadyTask> tasks)
    {
        foreach (var task in tasks)
        {
            read[task.Id] = task;
        }
    }

    public void Before()
    {
        known.Clear();
        known.UnionWith(state.Executors.Values.SelectMany(executor => executor.Attempts).Select(attempt => attempt.Task));
    }

    public void After(IReadOnlyDictionary<string, List<Offer>> chosen)
    {
        foreach (var (address, offers) in chosen)
        {
            var silo = state.Executors[address];
            var perSlot = silo.Report.MeanMs is { } mean and < 100 ? 1 + (int)Math.Min(100 / Math.Max(mean, 0.001), 128) : silo.Report.MeanMs == 100 ? 2 : 1;
            Assert.False(silo.Report.IsStopping);
            Assert.InRange(silo.Count, 1, silo.Report.Slots * perSlot);
            foreach (var offer in offers)
            {
                var node = state.Nodes[offer.Node];
                var use = silo.UseOf(node.Id);
                var needs = TaskNeeds.Parse(offer.Requires);
                Assert.DoesNotContain(offer.Id, known);
                Assert.Equal(address, node.Executor);
                Assert.InRange(use.Tasks, 1, Math.Min(node.MaxConcurrentTasks, silo.Report.Slots) * perSlot);
                Assert.True(Suits(node, needs));
                if (needs.CpuCores > 0)
                {
                    Assert.True(use.Cores <= node.CpuCores + Rounding && silo.ReservedCores <= silo.Report.CpuCores + Rounding);
                }

                if (needs.MemoryBytes > 0)
                {
                    Assert.True(use.Bytes <= node.MemoryBytes && silo.ReservedBytes <= silo.Report.MemoryBytes);
                }

                if (read[offer.Id].HasFailedOn(node.Id))
                {
                    Assert.All(state.Nodes.Values.Where(other => Suits(other, needs)), other => Assert.True(read[offer.Id].HasFailedOn(other.Id)));
                    world.Tolerated.Add((offer.Id, offer.Attempt, offer.Node));
                }
            }
        }
    }

    private bool Suits(SchedulerNode node, TaskNeeds needs) =>
        node is { TakesTasks: true, Executor: { } address }
        && state.Executors.TryGetValue(address, out var silo)
        && !silo.Report.IsStopping
        && !needs.Gpu
        && needs.CpuCores <= Math.Min(node.CpuCores, silo.Report.CpuCores)
        && needs.MemoryBytes <= Math.Min(node.MemoryBytes, silo.Report.MemoryBytes)
        && needs.Labels.All(label => node.Labels.GetValueOrDefault(label.Key) == label.Value);
}
