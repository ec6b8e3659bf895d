using CsCheck;
using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Tests.Compute;

/// <summary>The policy, simulated: workers that finish slices in any order, at any cost up to a slice's limit.</summary>
public sealed class FairQueueTests
{
    private const double Limit = 5;

    [Fact]
    public void Take_FromFlowsThatAlwaysHaveWork_SharesByWeightWithinASlicePerWorker()
    {
        var flows = Gen.Select(Gen.Int[1, 20], Gen.Double[0.01, Limit]).Array[2, 6];
        Gen.Select(flows, Gen.Int[1, 4], Gen.Int[0, int.MaxValue - 1]).Sample(
            (specs, workers, seed) =>
            {
                var random = new Random(seed);
                var queue = new FairQueue<int>(Limit);
                for (var flow = 0; flow < specs.Length; flow++)
                {
                    // More jobs than workers, so that none of the flows is ever without a job that waits.
                    for (var job = 0; job <= workers; job++)
                    {
                        queue.Add(new ComputeFlow($"{flow}", specs[flow].Item1), flow);
                    }
                }

                var served = new double[specs.Length];
                var running = new List<FairTurn<int>>();
                for (var step = 0; step < 600; step++)
                {
                    while (running.Count < workers && queue.TryTake(out var turn))
                    {
                        running.Add(turn);
                    }

                    Assert.Equal(workers, running.Count);
                    var ended = running[random.Next(running.Count)];
                    running.Remove(ended);
                    var cost = specs[ended.Job].Item2 * (0.5 + (random.NextDouble() / 2));
                    served[ended.Job] += cost;
                    queue.Complete(ended, cost, more: true);
                    CheckShares(specs, served, workers);
                }
            },
            iter: 1_000);
    }

    [Fact]
    public void Take_InAnyInterleaving_RunsEveryJobToItsEndAndNeverIdlesBesideWork()
    {
        var jobs = Gen.Select(Gen.Int[0, 9], Gen.Int[1, 1_000], Gen.Int[1, 8]).Array[1, 60];
        Gen.Select(jobs, Gen.Int[1, 4], Gen.Int[0, int.MaxValue - 1]).Sample(
            (specs, workers, seed) =>
            {
                var random = new Random(seed);
                var queue = new FairQueue<int>(Limit);
                var left = specs.Select(spec => spec.Item3).ToArray();
                var running = new List<FairTurn<int>>();
                var added = 0;
                while (added < specs.Length || queue.Waiting + running.Count > 0)
                {
                    if (added < specs.Length && random.Next(2) == 0)
                    {
                        queue.Add(new ComputeFlow($"{specs[added].Item1}", specs[added].Item2), added);
                        added++;
                    }

                    if (running.Count < workers)
                    {
                        var waits = queue.Waiting;
                        Assert.Equal(waits > 0, queue.TryTake(out var turn));
                        if (waits > 0)
                        {
                            Assert.DoesNotContain(running, other => other.Job == turn.Job);
                            running.Add(turn);
                        }
                    }

                    if (running.Count > 0 && random.Next(3) > 0)
                    {
                        var ended = running[random.Next(running.Count)];
                        running.Remove(ended);
                        queue.Complete(ended, random.NextDouble() * Limit, more: --left[ended.Job] > 0);
                    }

                    Assert.Equal(running.Count, queue.InProgress);
                }

                Assert.All(left, slices => Assert.Equal(0, slices));
            },
            iter: 2_000);
    }

    [Fact]
    public void Take_AfterANewFlowCame_ServesItBeforeAnyFlowTwice() =>
        Gen.Select(Gen.Int[1, 20].Array[1, 8], Gen.Int[0, int.MaxValue - 1]).Sample(
            (weights, seed) =>
            {
                var random = new Random(seed);
                var queue = new FairQueue<int>(Limit);
                for (var flow = 0; flow < weights.Length; flow++)
                {
                    queue.Add(new ComputeFlow($"{flow}", weights[flow]), flow);
                }

                for (var step = random.Next(200); step > 0; step--)
                {
                    Assert.True(queue.TryTake(out var turn));
                    queue.Complete(turn, random.NextDouble() * Limit, more: true);
                }

                queue.Add(new ComputeFlow("new"), -1);
                var before = new HashSet<int>();
                while (true)
                {
                    Assert.True(queue.TryTake(out var turn));
                    if (turn.Job == -1)
                    {
                        return;
                    }

                    Assert.True(before.Add(turn.Job));
                    queue.Complete(turn, Limit, more: true);
                }
            },
            iter: 2_000);

    [Fact]
    public void Add_AfterALongAbsence_GivesNoCreditForIt()
    {
        var queue = new FairQueue<string>(Limit);
        queue.Add(new ComputeFlow("absent"), "absent");
        Serve(queue, "absent", more: false);
        queue.Add(new ComputeFlow("busy"), "busy");
        for (var slice = 0; slice < 1_000; slice++)
        {
            Serve(queue, "busy", more: true);
        }

        queue.Add(new ComputeFlow("absent"), "absent");

        // From here on they alternate.
        Serve(queue, "absent", more: true);
        Serve(queue, "busy", more: true);
        Serve(queue, "absent", more: true);
        Serve(queue, "busy", more: true);
    }

    [Fact]
    public void Complete_OfAFlowWithoutFurtherJobs_KeepsItsDebtWhileOthersWait()
    {
        // One job at a time, each sent when the last is done, must not be a way round one's share.
        var queue = new FairQueue<string>(Limit);
        queue.Add(new ComputeFlow("waits"), "waits");
        queue.Add(new ComputeFlow("returns"), "returns");
        Serve(queue, "waits", more: true);
        Serve(queue, "returns", more: false);
        queue.Add(new ComputeFlow("returns"), "returns");
        Serve(queue, "waits", more: true);
        Serve(queue, "returns", more: false);
    }

    [Fact]
    public void Flows_AfterManyHaveComeAndGone_AreForgotten()
    {
        var queue = new FairQueue<int>(Limit);
        queue.Add(new ComputeFlow("stays"), -1);
        for (var flow = 0; flow < 10_000; flow++)
        {
            queue.Add(new ComputeFlow($"{flow}"), flow);
            for (var slice = 0; slice < 2; slice++)
            {
                Assert.True(queue.TryTake(out var turn));
                queue.Complete(turn, Limit, more: turn.Job == -1);
            }
        }

        Assert.InRange(queue.Flows, 1, FairQueue<int>.KeptFlows + 2);
    }

    private static void Serve(FairQueue<string> queue, string expected, bool more)
    {
        Assert.True(queue.TryTake(out var turn));
        Assert.Equal(expected, turn.Job);
        queue.Complete(turn, Limit, more);
    }

    /// <summary>What two flows have had for their weights differs by no more than what one slice of each on every worker makes.</summary>
    private static void CheckShares((int Weight, double Cost)[] specs, double[] served, int workers)
    {
        for (var a = 0; a < specs.Length; a++)
        {
            for (var b = 0; b < a; b++)
            {
                var apart = Math.Abs((served[a] / specs[a].Weight) - (served[b] / specs[b].Weight));
                var allowed = (workers + 1) * Limit * ((1.0 / specs[a].Weight) + (1.0 / specs[b].Weight));
                Assert.True(apart <= allowed, $"{apart} apart, {allowed} allowed");
            }
        }
    }
}
