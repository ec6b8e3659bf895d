using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Tests.Compute.Scheduling;

public sealed class SchedulerStateTests
{
    private static readonly string ZoneA = Text(new TaskRequirements(Labels: new Dictionary<string, string> { ["zone"] = "a" }));
    private static readonly string Nowhere = Text(new TaskRequirements(Labels: new Dictionary<string, string> { ["zone"] = "nowhere" }));

    private readonly SchedulerState state = new(new Random(1));

    [Fact]
    public void Choose_MoreThanThereIsRoomFor_TakesTheFirstByRankThenId()
    {
        Present(Policy.Report(slots: 3), Policy.Node());
        state.Fill(string.Empty, Policy.Ready(1, rank: 50), Policy.Ready(2, rank: 10), Policy.Ready(3, rank: 10), Policy.Ready(4, rank: 20));
        Assert.Equal([2, 3, 4], state.ChosenIds());
        Assert.Empty(state.Choose());
    }

    [Fact]
    public void Choose_OffersWithTheAttemptAndTheSlotsOfTheNode()
    {
        Present(Policy.Report(slots: 3), Policy.Node(most: 2, zone: "a"));
        state.Fill(ZoneA, Policy.Ready(1, rank: 5, attempt: 7));
        var offer = Assert.Single(state.Choose()["a"]);
        Assert.Equal(new Offer(1, 7, "n", ZoneA, 5, 2), offer);
    }

    [Fact]
    public void Choose_TasksThatNoNodeCanRun_KeepNoOthersFromTheirs()
    {
        Present(Policy.Report(slots: 2), Policy.Node(zone: "a"));
        state.Fill(Nowhere, [.. Enumerable.Range(1, 300).Select(id => Policy.Ready(id))]);
        state.Fill(ZoneA, Policy.Ready(1_000));
        state.Fill(string.Empty, Policy.Ready(1_001));
        Assert.Equal([1_000, 1_001], state.ChosenIds());
    }

    [Fact]
    public void Choose_ATaskThatNeedsAllOfASilo_IsNotOvertakenForEverBySmallReservations()
    {
        var (all, one) = (Text(new TaskRequirements(CpuCores: 4)), Text(new TaskRequirements(CpuCores: 1)));
        Present(Policy.Report(slots: 8, cores: 4, held: [Policy.Held(90, requires: one)]), Policy.Node());
        state.Fill(all, Policy.Ready(1, rank: 0));
        state.Fill(one, Policy.Ready(2, rank: 30_000), Policy.Ready(3, rank: 61_000));
        state.Fill(string.Empty, Policy.Ready(4, rank: 62_000));

        // What comes soon after it may still go first, and what reserves nothing is in nobody's way.
        Assert.Equal([2, 4], state.ChosenIds());

        // When both small ones have ended, its turn has come.
        state.Answered("a", [Policy.Offer(2), Policy.Offer(4)], new HashSet<long>(), sequence: 1);
        state.Learn(Policy.Report(sequence: 2, slots: 8, cores: 4));
        Assert.Equal([1], state.ChosenIds());
    }

    [Fact]
    public void Choose_ATaskThatFailedOnTheOnlyFreeNode_IsPassedOver()
    {
        Present(Policy.Report(slots: 2), Policy.Node("n", most: 1), Policy.Node("m", most: 1));
        state.Fill(string.Empty, Policy.Ready(1));
        var taken = Assert.Single(state.Choose()["a"]).Node;
        var free = taken == "n" ? "m" : "n";
        state.Fill(string.Empty, Policy.Ready(2, failedOn: free), Policy.Ready(3));
        Assert.Equal([3], state.ChosenIds());
    }

    [Fact]
    public void Choose_ATaskThatFailedOnEveryNode_RunsAllTheSame()
    {
        Present(Policy.Report(), Policy.Node("n"), Policy.Node("m", takesTasks: false));
        state.Fill(string.Empty, Policy.Ready(1, failedOn: "n"));
        Assert.Equal([1], state.ChosenIds());
    }

    [Fact]
    public void Choose_BehindATaskThatIsPassedOver_AnotherQueueMayComeFirst()
    {
        Present(Policy.Report(slots: 2), Policy.Node("n", most: 1, zone: "a"), Policy.Node("m", most: 1));
        state.Fill(ZoneA, Policy.Ready(10));
        Assert.Equal("n", Assert.Single(state.Choose()["a"]).Node);

        // Task 1 must not run on m, the only free node; task 2, of another queue, comes before task 3.
        state.Fill(string.Empty, Policy.Ready(1, failedOn: "m"), Policy.Ready(3));
        state.Fill(Text(new TaskRequirements(CpuCores: 1)), Policy.Ready(2));
        Assert.Equal([2], state.ChosenIds());
    }

    [Fact]
    public void Choose_ATaskThatItsSiloSaysToHave_IsNotGivenAgain()
    {
        Present(Policy.Report(slots: 3), Policy.Node());
        state.Fill(string.Empty, Policy.Ready(1), Policy.Ready(2));
        state.Learn(Policy.Report(sequence: 2, slots: 3, held: Policy.Held(1)));
        Assert.Equal([2], state.ChosenIds());
        Assert.Equal(2, state.Executors["a"].Count);
    }

    [Fact]
    public void Choose_NodesOfOneSilo_ShareItsSlots()
    {
        Present(Policy.Report(slots: 2), [.. Enumerable.Range(0, 8).Select(i => Policy.Node($"n{i}"))]);
        state.Fill(string.Empty, [.. Enumerable.Range(1, 20).Select(id => Policy.Ready(id))]);
        Assert.Equal([1, 2], state.ChosenIds());
    }

    [Fact]
    public void Choose_TwoSilosThatAreFree_ShareEvenlyWhatComesBetweenReports()
    {
        state.SetNodes([Policy.Node("n", "a"), Policy.Node("m", "b")]);
        state.Learn(Policy.Report("a", slots: 8));
        state.Learn(Policy.Report("b", slots: 8));
        state.Fill(string.Empty, [.. Enumerable.Range(1, 8).Select(id => Policy.Ready(id))]);
        var offers = state.Choose();
        Assert.Equal(4, offers["a"].Count);
        Assert.Equal(4, offers["b"].Count);
    }

    [Fact]
    public void Lost_OffersThatWereRefused_AreReadAnew()
    {
        Present(Policy.Report(), Policy.Node());
        state.Fill(string.Empty, Policy.Ready(1, rank: 7));
        state.Lost("a", state.Choose()["a"], mayHaveThem: false);
        Assert.Equal((string.Empty, (7, 0)), Assert.Single(state.Unread()));
        Assert.Equal(0, state.Executors["a"].Count);
    }

    [Fact]
    public void Lost_OffersWithoutAnAnswer_KeepTheirSlotsForNow()
    {
        Present(Policy.Report(), Policy.Node());
        state.Fill(string.Empty, Policy.Ready(1));
        state.Lost("a", state.Choose()["a"], mayHaveThem: true);
        Assert.Equal(1, state.Executors["a"].Count);
        state.Fill(string.Empty, Policy.Ready(1));
        Assert.Empty(state.Choose());
    }

    [Fact]
    public void Lost_OfASiloThatIsForgotten_ReadsTheTasksAnew()
    {
        Present(Policy.Report(), Policy.Node());
        state.Fill(string.Empty, Policy.Ready(1));
        var offers = state.Choose()["a"];
        state.Forget("a");
        state.Lost("a", offers, mayHaveThem: true);
        state.Answered("a", offers, new HashSet<long> { 1 }, 9);
        Assert.Single(state.Unread());
        Assert.Empty(state.Executors);
    }

    [Fact]
    public void Unread_AWindowThatIsHalfFull_IsNotReadOn()
    {
        state.SetRequirements([string.Empty]);
        var tasks = Enumerable.Range(1, SchedulerState.Window).Select(id => Policy.Ready(id)).ToArray();
        state.Append(string.Empty, Assert.Single(state.Unread()).After, tasks, isAll: false);
        Assert.Empty(state.Unread());
        Present(Policy.Report(slots: (SchedulerState.Window / 2) + 1), Policy.Node(most: 1_000));
        state.Choose();
        Assert.Equal((SchedulerState.Window, SchedulerState.Window), Assert.Single(state.Unread()).After);
    }

    [Fact]
    public void SetRequirements_OfOthers_ForgetsOnlyQueuesKnownToBeEmpty()
    {
        state.Fill("", Policy.Ready(1));
        state.Fill(ZoneA);
        state.Reopen(Nowhere, 5);
        state.SetRequirements([]);
        Assert.Equal(Nowhere, Assert.Single(state.Unread()).Requires);
        state.ReopenAll();
        Assert.Equal([string.Empty, Nowhere], state.Unread().Select(queue => queue.Requires).Order());
    }

    private static string Text(TaskRequirements requirements) => TaskNeeds.Of(requirements).Text;

    private void Present(ExecutorReport report, params SchedulerNode[] nodes)
    {
        state.SetNodes(nodes);
        state.Learn(report);
    }
}
