using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Tests.Compute.Scheduling;

public sealed class NodeFitTests
{
    private static readonly TaskNeeds TwoCores = TaskNeeds.Of(new TaskRequirements(CpuCores: 2));
    private static readonly TaskNeeds TwoGB = TaskNeeds.Of(new TaskRequirements(MemoryGB: 2));
    private static readonly TaskNeeds ZoneA = TaskNeeds.Of(new TaskRequirements(Labels: new Dictionary<string, string> { ["zone"] = "a" }));

    [Fact]
    public void IsEligible_WithoutASiloOrOneThatStops_IsFalse()
    {
        Assert.True(NodeFit.IsEligible(Policy.Node(), TaskNeeds.None, Known()));
        Assert.False(NodeFit.IsEligible(Policy.Node(), TaskNeeds.None, null));
        Assert.False(NodeFit.IsEligible(Policy.Node(), TaskNeeds.None, Known(Policy.Report(isStopping: true))));
    }

    [Fact]
    public void IsEligible_ANodeThatTakesNoTasksOrHasNoSlots_IsFalse()
    {
        Assert.False(NodeFit.IsEligible(Policy.Node(takesTasks: false), TaskNeeds.None, Known()));
        Assert.False(NodeFit.IsEligible(Policy.Node(most: 0), TaskNeeds.None, Known()));
        Assert.False(NodeFit.IsEligible(Policy.Node(), TaskNeeds.None, Known(Policy.Report(slots: 0))));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("A", false)]
    [InlineData(null, false)]
    public void IsEligible_ByALabel_NeedsThatValue(string? zone, bool isEligible) =>
        Assert.Equal(isEligible, NodeFit.IsEligible(Policy.Node(zone: zone), ZoneA, Known()));

    [Theory]
    [InlineData(2, 2, true)]
    [InlineData(1.9, 100, false)]
    [InlineData(100, 1.9, false)]
    public void IsEligible_ByProcessors_NeedsThemOnTheSiloAndOfTheNode(double ofNode, double ofSilo, bool isEligible) =>
        Assert.Equal(isEligible, NodeFit.IsEligible(Policy.Node(cores: ofNode), TwoCores, Known(Policy.Report(cores: ofSilo))));

    [Theory]
    [InlineData(2, 2, true)]
    [InlineData(1, 100, false)]
    [InlineData(100, 1, false)]
    public void IsEligible_ByMemory_NeedsItOnTheSiloAndOfTheNode(long ofNode, long ofSilo, bool isEligible) =>
        Assert.Equal(
            isEligible, NodeFit.IsEligible(Policy.Node(bytes: ofNode * Policy.GB), TwoGB, Known(Policy.Report(bytes: ofSilo * Policy.GB))));

    [Fact]
    public void IsEligible_AGpu_IsNowhere() =>
        Assert.False(NodeFit.IsEligible(Policy.Node(), TaskNeeds.Of(new TaskRequirements(Gpu: true)), Known()));

    [Fact]
    public void HasRoom_AtTheSlotsOfTheNodeOrOfItsSilo_IsFalse()
    {
        var known = Known(Policy.Report(slots: 2, held: Policy.Held(1)));
        Assert.True(NodeFit.HasRoom(Policy.Node(), TaskNeeds.None, known));
        Assert.False(NodeFit.HasRoom(Policy.Node(most: 1), TaskNeeds.None, known));
        known.Give(Policy.Offer(2, node: "other"), TaskNeeds.None);
        Assert.False(NodeFit.HasRoom(Policy.Node(), TaskNeeds.None, known));
    }

    [Fact]
    public void HasRoom_WhereOtherNodesOfTheSiloReserve_CountsWhatTheyDo()
    {
        var known = Known(Policy.Report(slots: 9, cores: 4, bytes: 4 * Policy.GB, held: [
            Policy.Held(1, node: "m", requires: TwoCores.Text), Policy.Held(2, node: "m", requires: TwoGB.Text)]));
        Assert.True(NodeFit.HasRoom(Policy.Node(), TwoCores, known));
        Assert.True(NodeFit.HasRoom(Policy.Node(), TwoGB, known));
        known.Give(Policy.Offer(3, node: "o"), TaskNeeds.Of(new TaskRequirements(CpuCores: 0.5, MemoryGB: 0.5)));
        Assert.False(NodeFit.HasRoom(Policy.Node(), TwoCores, known));
        Assert.False(NodeFit.HasRoom(Policy.Node(), TwoGB, known));

        // Who reserves nothing is not kept out by those who do.
        Assert.True(NodeFit.HasRoom(Policy.Node(), TaskNeeds.None, known));
    }

    [Fact]
    public void Score_AFreeSlot_GoesBeforeALessUsedCpu()
    {
        var busyButFree = Known(Policy.Report(cpu: 0.9));
        var idleButFull = Known(Policy.Report("b", slots: 1, cpu: 0, held: Policy.Held(1)));
        Assert.True(Score(busyButFree).CompareTo(Score(idleButFull)) < 0);
    }

    [Fact]
    public void Score_ALessUsedCpu_GoesBeforeFewerTasks()
    {
        var quiet = Known(Policy.Report(slots: 4, cpu: 0.2, held: Policy.Held(1)));
        var busy = Known(Policy.Report("b", slots: 4, cpu: 0.4));
        Assert.True(Score(quiet).CompareTo(Score(busy)) < 0);
    }

    [Fact]
    public void Score_CpusThatDifferByLittle_AreAlike()
    {
        var one = Known(Policy.Report(slots: 4, cpu: 0.21, held: Policy.Held(1)));
        var other = Known(Policy.Report("b", slots: 4, cpu: 0.24));
        Assert.True(Score(other).CompareTo(Score(one)) < 0);
    }

    [Fact]
    public void Score_WhatWasGivenSinceTheReport_CountsAsACore()
    {
        var given = Known(Policy.Report(slots: 8, cores: 4, cpu: 0.1));
        given.Give(Policy.Offer(1), TaskNeeds.None);
        Assert.Equal(Math.Floor(0.35 / 0.05), Score(given).Cpu, 1.0);
        Assert.True(Score(Known(Policy.Report("b", slots: 8, cpu: 0.3))).CompareTo(Score(given)) < 0);
    }

    private static KnownExecutor Known(ExecutorReport? report = null)
    {
        var known = new KnownExecutor();
        known.Learn(report ?? Policy.Report());
        return known;
    }

    private static (bool IsFull, double Cpu, double Taken, double Chance) Score(KnownExecutor known) => NodeFit.Score(Policy.Node(), known, 0.5);
}
