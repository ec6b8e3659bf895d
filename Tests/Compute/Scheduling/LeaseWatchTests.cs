using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Compute.Scheduling;

public sealed class LeaseWatchTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider time = new();
    private readonly LeaseWatch watch;

    public LeaseWatchTests() => watch = new LeaseWatch(Lease, new TaskRetry(time, new Random(1)), time);

    [Fact]
    public void Sweep_AnAttemptThatItsSiloHas_IsNeverLost()
    {
        for (var i = 0; i < 10; i++, time.Advance(Lease))
        {
            Assert.Empty(Sweep(has: true, Held()));
        }
    }

    [Fact]
    public void Sweep_AnAttemptThatItsSiloLacks_IsLostAfterTheLease()
    {
        Assert.Empty(Sweep(has: false, Held()));
        time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        Assert.Empty(Sweep(has: false, Held()));
        time.Advance(TimeSpan.FromMilliseconds(1));
        var (task, end) = Assert.Single(Sweep(has: false, Held()));
        Assert.Equal(new AttemptId(1, 1), task.AttemptId);
        Assert.Equal(task.AttemptId, end.Id);
    }

    [Fact]
    public void Sweep_AnAttemptThatIsThereAgain_HasTheWholeLeaseAnew()
    {
        Sweep(has: false, Held());
        time.Advance(Lease / 2);
        Sweep(has: true, Held());
        time.Advance(Lease / 2);
        Assert.Empty(Sweep(has: false, Held()));
        time.Advance(Lease / 2);
        Assert.Empty(Sweep(has: false, Held()));
    }

    [Fact]
    public void Sweep_AnotherAttemptOfTheTask_HasItsOwnLease()
    {
        Sweep(has: false, Held(attempt: 1));
        time.Advance(Lease);
        Assert.Empty(Sweep(has: false, Held(attempt: 2)));
    }

    [Fact]
    public void Sweep_ASiloThatIsGone_LosesItsAttemptsAtOnce() =>
        Assert.Single(watch.Sweep([Held()], isGone: _ => true, (_, _) => true));

    [Fact]
    public void Sweep_AnAttemptThatWasNotSeenToRun_IsNotHeldAgainstTheTask()
    {
        var end = Lose(Held(isRunning: false));
        Assert.Equal(TaskState.Pending, end.State);
        Assert.False(end.IsFailure);
        Assert.Null(end.FailedOn);
    }

    [Fact]
    public void Sweep_AnAttemptThatRan_FailedOnItsNode()
    {
        var end = Lose(Held(isRunning: true));
        Assert.Equal(TaskState.Delayed, end.State);
        Assert.True(end.IsFailure);
        Assert.Equal("n", end.FailedOn);
        Assert.Contains("lost", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sweep_TheLastAttemptThatMayFail_FailsTheTask() =>
        Assert.Equal(TaskState.Failed, Lose(Held(isRunning: true, attempt: 3, failures: 2)).State);

    [Theory]
    [InlineData(52, TaskState.Pending)]
    [InlineData(53, TaskState.Failed)]
    public void Sweep_ATaskThatIsLostAgainAndAgain_FailsInTheEnd(int attempt, string state) =>
        Assert.Equal(state, Lose(Held(attempt: attempt, failures: 2)).State);

    private static HeldTask Held(int attempt = 1, bool isRunning = false, int failures = 0) => new()
    {
        Id = 1, Attempt = attempt, Node = "n", Executor = "a", IsRunning = isRunning, Requires = string.Empty, Rank = 1, Failures = failures, MaxAttempts = 3,
    };

    private IReadOnlyList<(HeldTask Task, AttemptEnd End)> Sweep(bool has, HeldTask held) => watch.Sweep([held], isGone: _ => false, (_, _) => has);

    private AttemptEnd Lose(HeldTask held) => Assert.Single(watch.Sweep([held], isGone: _ => true, (_, _) => false)).End;
}
