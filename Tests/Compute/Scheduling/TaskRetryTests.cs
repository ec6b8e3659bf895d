using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Compute.Scheduling;

public sealed class TaskRetryTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    [Theory]
    [InlineData(0, 500)]
    [InlineData(1, 1_000)]
    [InlineData(2, 2_000)]
    [InlineData(5, 16_000)]
    [InlineData(6, 30_000)]
    [InlineData(500, 30_000)]
    public void End_AfterSoManyFailures_WaitsTwiceAsLongEachTimeUpToHalfAMinute(int failures, double ms)
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var end = Retry(seed).End(new AttemptId(1, failures + 1), "n", failures, maxAttempts: 1_000, "It broke.");
            Assert.Equal(TaskState.Delayed, end.State);
            Assert.InRange(end.NotBefore - time.GetUtcNow().ToUnixTimeMilliseconds(), ms * 0.8 - 1, ms * 1.2);
            Assert.Null(end.Finished);
            Assert.Equal("It broke.", end.Error);
        }
    }

    [Fact]
    public void End_TheLastAttempt_FailsTheTaskAndSaysSo()
    {
        var end = Retry().End(new AttemptId(1, 9), "n", failures: 2, maxAttempts: 3, "It broke.");
        Assert.Equal(TaskState.Failed, end.State);
        Assert.True(end.IsFailure);
        Assert.Equal("n", end.FailedOn);
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds(), end.Finished);
        Assert.Equal("It broke. That was the last of 3 attempts.", end.Error);
    }

    [Fact]
    public void End_TheOnlyAttempt_FailsTheTaskWithItsError() =>
        Assert.Equal("It broke.", Retry().End(new AttemptId(1, 1), "n", failures: 0, maxAttempts: 1, "It broke.").Error);

    private TaskRetry Retry(int seed = 1) => new(time, new Random(seed));
}
