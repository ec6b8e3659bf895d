using CsCheck;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Tests.Compute.Scheduling;

/// <summary>What holds of every choice, whatever silos, nodes and tasks there are.</summary>
public sealed class SchedulerChoiceTests
{
    private static readonly string[] Texts =
    [
        string.Empty,
        Text(new TaskRequirements(CpuCores: 0.1)),
        Text(new TaskRequirements(CpuCores: 1.5)),
        Text(new TaskRequirements(MemoryGB: 1)),
        Text(new TaskRequirements(CpuCores: 1, MemoryGB: 0.5, Labels: new Dictionary<string, string> { ["zone"] = "a" })),
        Text(new TaskRequirements(Labels: new Dictionary<string, string> { ["zone"] = "b" })),
        Text(new TaskRequirements(CpuCores: 3.9)),
        Text(new TaskRequirements(Labels: new Dictionary<string, string> { ["zone"] = "nowhere" })),
    ];

    /// <summary>Fractions of processors that are added and taken away do not come out even.</summary>
    private const double Rounding = 1e-9;

    private static readonly Gen<int> Seeds = Gen.Int[0, int.MaxValue - 1];

    [Fact]
    public void Choose_Ever_StaysWithinSlotsAndReservationsOnNodesThatSuit() => Seeds.Sample(
        seed =>
        {
            var scene = new Scene(seed);
            for (var round = 0; round < 4; round++)
            {
                foreach (var (executor, offers) in scene.State.Choose())
                {
                    foreach (var offer in offers)
                    {
                        CheckOffer(scene, executor, offer);
                    }
                }

                scene.Advance();
            }
        },
        iter: 2_000);

    [Fact]
    public void Choose_Ever_LeavesNoTaskBehindThatANodeHasRoomFor() => Seeds.Sample(
        seed =>
        {
            var scene = new Scene(seed);
            var chosen = scene.State.Choose().Values.SelectMany(offers => offers).Select(offer => offer.Id).ToHashSet();
            foreach (var (task, text) in scene.Ready.Where(each => !chosen.Contains(each.Task.Id)))
            {
                Assert.DoesNotContain(scene.Candidates(task, text), node => NodeFit.HasRoom(node, TaskNeeds.Parse(text), scene.Silo(node)));
            }
        },
        iter: 2_000);

    /// <summary>The choice, made again in the plainest way: whatever comes first of all that some node has room for now.</summary>
    [Fact]
    public void Choose_Ever_TakesTheFirstThatHasANodeAgainAndAgain() => Seeds.Sample(
        seed =>
        {
            var scene = new Scene(seed);
            var twin = new Scene(seed);
            var expected = new List<long>();
            var left = twin.Ready.OrderBy(each => (each.Task.Rank, each.Task.Id)).ToList();
            var offers = scene.State.Choose().Values.SelectMany(each => each).ToDictionary(offer => offer.Id);
            while (true)
            {
                var next = left.FindIndex(each =>
                    twin.Candidates(each.Task, each.Text).Any(node => NodeFit.HasRoom(node, TaskNeeds.Parse(each.Text), twin.Silo(node))));
                if (next < 0)
                {
                    break;
                }

                // The node is one of those that were as well off: take the same.
                var (task, text) = left[next];
                Assert.True(offers.TryGetValue(task.Id, out var offer), $"Task {task.Id} was left behind.");
                twin.Silo(twin.State.Nodes[offer.Node]).Give(offer, TaskNeeds.Parse(text));
                expected.Add(task.Id);
                left.RemoveAt(next);
            }

            Assert.Equal(expected.Order(), offers.Keys.Order());
        },
        iter: 2_000);

    private static void CheckOffer(Scene scene, string executor, Offer offer)
    {
        var node = scene.State.Nodes[offer.Node];
        var silo = scene.State.Executors[executor];
        var needs = TaskNeeds.Parse(offer.Requires);
        var task = scene.Ready.Single(each => each.Task.Id == offer.Id).Task;
        var perSlot = silo.Report.MeanMs == 20 ? 6 : 1;
        Assert.Equal(executor, node.Executor);
        Assert.False(silo.Report.IsStopping);
        Assert.True(node.TakesTasks);
        Assert.True(needs.Labels.All(label => node.Labels.GetValueOrDefault(label.Key) == label.Value));
        Assert.InRange(silo.Count, 1, silo.Report.Slots * perSlot);
        Assert.InRange(silo.UseOf(node.Id).Tasks, 1, Math.Min(node.MaxConcurrentTasks, silo.Report.Slots) * perSlot);
        if (needs.CpuCores > 0)
        {
            Assert.InRange(silo.UseOf(node.Id).Cores, needs.CpuCores - Rounding, node.CpuCores + Rounding);
            Assert.InRange(silo.ReservedCores, needs.CpuCores - Rounding, silo.Report.CpuCores + Rounding);
        }

        if (needs.MemoryBytes > 0)
        {
            Assert.InRange(silo.UseOf(node.Id).Bytes, needs.MemoryBytes, node.MemoryBytes);
            Assert.InRange(silo.ReservedBytes, needs.MemoryBytes, silo.Report.MemoryBytes);
        }

        if (task.HasFailedOn(node.Id))
        {
            Assert.All(scene.Suiting(offer.Requires), other => Assert.True(task.HasFailedOn(other.Id)));
        }
    }

    private static string Text(TaskRequirements requirements) => TaskNeeds.Of(requirements).Text;

    /// <summary>Some silos, nodes and tasks.</summary>
    private sealed class Scene
    {
        private readonly Random chance;
        private long sequence = 1;

        public Scene(int seed)
        {
            chance = new Random(seed);
            State = new SchedulerState(new Random(seed));
            var silos = 1 + chance.Next(3);
            State.SetNodes(Enumerable.Range(0, 1 + chance.Next(5)).Select(i => Policy.Node(
                $"n{i}", chance.Next(8) == 0 ? null : $"s{chance.Next(silos)}", chance.Next(6) > 0, 1 + chance.Next(4), chance.Next(1, 9) / 2.0,
                chance.Next(1, 5) * Policy.GB, chance.Next(3) switch { 0 => "a", 1 => "b", _ => null })));
            for (var i = 0; i < silos; i++)
            {
                State.Learn(Policy.Report(
                    $"s{i}", sequence, chance.Next(5), chance.Next(1, 9) / 2.0, chance.Next(1, 5) * Policy.GB, chance.NextDouble(),
                    chance.Next(3) switch { 0 => null, 1 => 20, _ => 500 }, chance.Next(8) == 0));
            }

            var id = 0;
            Ready =
            [
                .. Texts.SelectMany(text => Enumerable.Range(0, chance.Next(9)).Select(_ => (
                    Policy.Ready(++id, chance.Next(40), chance.Next(3), [.. State.Nodes.Keys.Where(_ => chance.Next(5) == 0)]), text))),
            ];
            foreach (var group in Ready.GroupBy(each => each.Text, each => each.Task))
            {
                State.Fill(group.Key, [.. group]);
            }
        }

        public SchedulerState State { get; }

        public IReadOnlyList<(ReadyTask Task, string Text)> Ready { get; }

        public KnownExecutor Silo(SchedulerNode node) => State.Executors[node.Executor!];

        /// <summary>The nodes that could run such tasks if they had nothing else to do.</summary>
        public IReadOnlyList<SchedulerNode> Suiting(string text)
        {
            var needs = TaskNeeds.Parse(text);
            return
            [
                .. State.Nodes.Values.Where(node => node is { TakesTasks: true, Executor: not null }
                    && Silo(node).Report is { IsStopping: false, Slots: > 0 } silo
                    && needs.CpuCores <= Math.Min(node.CpuCores, silo.CpuCores)
                    && needs.MemoryBytes <= Math.Min(node.MemoryBytes, silo.MemoryBytes)
                    && needs.Labels.All(label => node.Labels.GetValueOrDefault(label.Key) == label.Value)),
            ];
        }

        /// <summary>Those of them on which the task has not failed, unless it has on all.</summary>
        public IEnumerable<SchedulerNode> Candidates(ReadyTask task, string text)
        {
            var suiting = Suiting(text);
            return suiting.All(node => task.HasFailedOn(node.Id)) ? suiting : suiting.Where(node => !task.HasFailedOn(node.Id));
        }

        /// <summary>Some of what silos have ends, they say so, and one may be about to stop.</summary>
        public void Advance()
        {
            sequence++;
            foreach (var known in State.Executors.Values)
            {
                foreach (var attempt in known.Attempts.ToArray())
                {
                    known.Answered(attempt.Task, isTaken: chance.Next(4) > 0, sequence - 1);
                }

                known.Learn(known.Report with
                {
                    Sequence = sequence,
                    IsStopping = chance.Next(8) == 0,
                    Held =
                    [
                        .. known.Attempts.Where(_ => chance.Next(2) == 0).Select(attempt => new HeldAttempt(
                            attempt, State.Nodes.Keys.First(node => known.UseOf(node).Tasks > 0), Ready.Single(each => each.Task.Id == attempt.Task).Text)),
                    ],
                });
            }
        }
    }
}
