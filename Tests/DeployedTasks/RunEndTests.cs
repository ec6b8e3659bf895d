using InfernoOrleans.Grains.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.DeployedTasks;

/// <summary>What follows the end of a run.</summary>
public sealed class RunEndTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("Never")]
    [InlineData("OnFailure")]
    public void Once_WhenItHasCompleted_IsOver(string mode) =>
        Assert.Equal(new RunEnd(null, DeploymentStatus.Stopped, 0), End(Row(mode, failures: 2), ComputeTaskStatus.Completed));

    [Fact]
    public void Once_ThatIsAlwaysRestarted_ComesAgainAfterTheBackoff() =>
        Assert.Equal(new RunEnd(In(1_000), DeploymentStatus.Running, 0), End(Row("Always"), ComputeTaskStatus.Completed));

    [Fact]
    public void Once_ThatFailsAgainAndAgain_WaitsTwiceAsLongEachTimeAndThenHasFailed()
    {
        var failures = 0;
        foreach (var backoff in new[] { 1_000, 2_000, 4_000, 8_000, 16_000 })
        {
            var end = End(Row("OnFailure", failures, maxRestarts: 5), ComputeTaskStatus.Failed);
            Assert.Equal(new RunEnd(In(backoff), DeploymentStatus.Running, ++failures), end);
            time.Advance(TimeSpan.FromMilliseconds(backoff));
        }

        Assert.Equal(new RunEnd(null, DeploymentStatus.Failed, 6), End(Row("OnFailure", failures, maxRestarts: 5), ComputeTaskStatus.Failed));
    }

    [Fact]
    public void Once_ThatIsNotRestarted_HasFailed()
    {
        Assert.Equal(new RunEnd(null, DeploymentStatus.Failed, 1), End(Row("Never"), ComputeTaskStatus.Failed));
        Assert.Equal(new RunEnd(null, DeploymentStatus.Failed, 1), End(Row("OnFailure", maxRestarts: 0), ComputeTaskStatus.Failed));
    }

    [Fact]
    public void Backoff_HoweverOften_IsAMinuteOrTheFirstAtMost()
    {
        Assert.Equal(In(60_000), End(Row("Always", failures: 1_000_000), ComputeTaskStatus.Failed).NextRun);
        Assert.Equal(In(3_600_000), End(Row("Always", failures: 7, backoffMs: 3_600_000), ComputeTaskStatus.Failed).NextRun);
        Assert.Equal(In(1_200), End(Row("Always"), ComputeTaskStatus.Failed, jitter: 1).NextRun);
    }

    [Fact]
    public void Scheduled_WhenItHasCompletedOrWasCancelled_ComesByItsSchedule()
    {
        foreach (var status in new[] { ComputeTaskStatus.Completed, ComputeTaskStatus.Cancelled })
        {
            Assert.Equal(new RunEnd(In(10_000), DeploymentStatus.Running, 0), End(Row("OnFailure", failures: 3, everyMs: 10_000), status));
        }
    }

    [Fact]
    public void Scheduled_WhenItFails_IsTriedAgainBeforeOrWithTheNextOne()
    {
        Assert.Equal(new RunEnd(In(1_000), DeploymentStatus.Running, 1), End(Row("OnFailure", everyMs: 10_000), ComputeTaskStatus.Failed));
        Assert.Equal(new RunEnd(In(500), DeploymentStatus.Running, 1), End(Row("OnFailure", everyMs: 500), ComputeTaskStatus.Failed));
        Assert.Equal(new RunEnd(In(10_000), DeploymentStatus.Running, 1), End(Row("Never", everyMs: 10_000), ComputeTaskStatus.Failed));
        Assert.Equal(new RunEnd(In(10_000), DeploymentStatus.Running, 6), End(Row("OnFailure", failures: 5, maxRestarts: 5, everyMs: 10_000), ComputeTaskStatus.Failed));
    }

    [Fact]
    public void Scheduled_WhoseEndIsToldByAClockThatIsBehind_DoesNotComeTwiceForOneTime()
    {
        var began = In(10_003);
        Assert.Equal(In(20_000), End(Row("OnFailure", everyMs: 10_000, started: began), ComputeTaskStatus.Completed).NextRun);
        Assert.Equal(In(11_003), End(Row("OnFailure", everyMs: 10_000, started: began), ComputeTaskStatus.Failed).NextRun);
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(time.GetUtcNow(), Row("Never", started: began).EndOf(time.GetUtcNow()));
    }

    private RunEnd End(DeployedTaskRow row, ComputeTaskStatus status, double jitter = 0) =>
        RunEnd.Of(row, status, row.EndOf(time.GetUtcNow()), jitter);

    private DateTimeOffset In(int milliseconds) => time.GetUtcNow().AddMilliseconds(milliseconds);

    private DeployedTaskRow Row(string mode, int failures = 0, int? maxRestarts = null, long backoffMs = 1_000, long? everyMs = null, DateTimeOffset? started = null) => new()
    {
        Name = "task",
        Status = nameof(DeploymentStatus.Running),
        Created = time.GetUtcNow().ToUnixTimeMilliseconds(),
        RestartMode = mode,
        MaxRestarts = maxRestarts,
        BackoffMs = backoffMs,
        Failures = failures,
        Type = "data",
        Spec = "{}",
        EveryMs = everyMs,
        Started = started?.ToUnixTimeMilliseconds(),
    };
}
