using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.Processes;

namespace InfernoOrleans.Tests.Deployments;

public sealed class RestartPolicyTests
{
    private const long Now = 1_000_000;

    [Fact]
    public void Next_TimeAndAgain_WaitsTwiceAsLongUpToAMinute()
    {
        var policy = new RestartPolicy(RestartMode.Always, MaxRestarts: null, BackoffMs: 1_000);
        var pauses = Enumerable.Range(1, 9).Select(failures => policy.Next(failures, Now, chance: 0) - Now);
        Assert.Equal([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000], pauses);
        Assert.Equal(60_000, policy.Next(int.MaxValue, Now, chance: 1) - Now);
    }

    [Fact]
    public void Next_WithAFirstPauseLongerThanAMinute_WaitsThatLongEachTime()
    {
        var policy = new RestartPolicy(RestartMode.OnFailure, MaxRestarts: null, BackoffMs: 3_600_000);
        Assert.Equal([3_600_000, 3_600_000], new[] { 1, 5 }.Select(failures => policy.Next(failures, Now, chance: 1) - Now));
    }

    [Theory]
    [InlineData(0.0, 1_000)]
    [InlineData(0.5, 1_100)]
    [InlineData(1.0, 1_200)]
    public void Next_ByChance_IsUpToAFifthLater(double chance, long pause) =>
        Assert.Equal(pause, new RestartPolicy(RestartMode.Always, null, 1_000).Next(1, Now, chance) - Now);

    [Theory]
    [InlineData(RestartMode.Never, null, 1, false)]
    [InlineData(RestartMode.Never, 5, 1, false)]
    [InlineData(RestartMode.Always, 0, 1, false)]
    [InlineData(RestartMode.Always, 2, 2, true)]
    [InlineData(RestartMode.Always, 2, 3, false)]
    [InlineData(RestartMode.OnFailure, 2, 2, true)]
    [InlineData(RestartMode.OnFailure, null, 1_000_000, true)]
    public void Next_BeyondWhatIsAllowed_IsNever(RestartMode mode, int? most, int failures, bool isAllowed)
    {
        var policy = new RestartPolicy(mode, most, 1_000);
        Assert.Equal(isAllowed, policy.Allows(failures));
        Assert.Equal(isAllowed, policy.Next(failures, Now, chance: 0) is not null);
    }

    [Theory]
    [InlineData(RestartMode.Always)]
    [InlineData(RestartMode.Never)]
    public void Later_WhateverIsAllowed_IsAfterAsLongAsItHasWaitedUpToAMinute(RestartMode mode)
    {
        var policy = new RestartPolicy(mode, MaxRestarts: 0, BackoffMs: 1_000);
        Assert.Equal(1_000, policy.Later(since: null, Now, chance: 0) - Now);
        Assert.Equal(1_000, policy.Later(since: Now - 500, Now, chance: 0) - Now);
        Assert.Equal(6_000, policy.Later(since: Now - 5_000, Now, chance: 1) - Now);
        Assert.Equal(60_000, policy.Later(since: 0, Now, chance: 1) - Now);
    }

    [Theory]
    [InlineData(RestartMode.Never, null)]
    [InlineData(RestartMode.Always, 1)]
    public void IsWell_OfWhatHasFailedTooOften_IsNeverSo(RestartMode mode, int? most) =>
        Assert.False(new RestartPolicy(mode, most, 1_000).IsWell(2, failedAt: Now, long.MaxValue));

    [Fact]
    public void IsWell_TenMinutesAfterThePause_ForgetsWhatWas()
    {
        var policy = new RestartPolicy(RestartMode.Always, null, 10_000);
        Assert.True(policy.IsWell(0, failedAt: null, Now));

        // The second pause is 24 seconds at most.
        Assert.False(policy.IsWell(2, failedAt: Now, Now + 600_000));
        Assert.False(policy.IsWell(2, failedAt: Now, Now + 623_999));
        Assert.True(policy.IsWell(2, failedAt: Now, Now + 624_000));
    }
}
