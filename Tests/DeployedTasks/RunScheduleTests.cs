using CsCheck;
using InfernoOrleans.Grains.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.DeployedTasks;

public sealed class RunScheduleTests
{
    private static readonly DateTimeOffset Deployed = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public void Every_Always_KeepsToThePeriodsSinceItWasDeployed() =>
        Gen.Select(Gen.Long[1, 100_000_000], Gen.Long[-1_000, 10_000_000_000]).Sample((every, after) =>
        {
            var schedule = Every(every);
            var from = Deployed.AddMilliseconds(after);
            var next = schedule.Next(from, Deployed)!.Value;

            Assert.True(next > from);
            Assert.True(next >= Deployed);
            Assert.True(next - TimeSpan.FromMilliseconds(every) <= from || next == Deployed);
            Assert.Equal(0, (next - Deployed).Ticks % TimeSpan.FromMilliseconds(every).Ticks);
        });

    [Fact]
    public void Cron_Always_ComesAfterAndAtMinutesThatItNames() =>
        Gen.Select(Gen.Int[2, 30], Gen.Long[0, 10_000_000]).Sample((minutes, after) =>
        {
            var from = Deployed.AddSeconds(after);
            var next = Cron($"*/{minutes} * * * *").Next(from, Deployed)!.Value;

            Assert.True(next > from && next - from <= TimeSpan.FromHours(1));
            Assert.Equal((0, 0), (next.Minute % minutes, next.Second));
            Assert.Equal(next, Cron($"*/{minutes} * * * *").Next(next.AddTicks(-1), Deployed));
        });

    [Fact]
    public void First_IsAtOnceUnlessACronExpressionSaysOtherwise()
    {
        Assert.Equal(Deployed, RunSchedule.Of(null).First(Deployed));
        Assert.Equal(Deployed, Every(60_000).First(Deployed));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 5, 0, TimeSpan.Zero), Cron("*/5 * * * *").First(Deployed));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 10, TimeSpan.Zero), Cron("*/10 * * * * *").First(Deployed));
        Assert.Null(RunSchedule.Of(null).Next(Deployed, Deployed));
    }

    [Fact]
    public void Cron_InATimeZone_FollowsItsClock()
    {
        // Clocks go forward on the 29th of March: three o'clock comes an hour earlier.
        var schedule = RunSchedule.Of(new TaskSchedule("0 3 * * *", "Europe/Berlin"));
        var winter = schedule.Next(new DateTimeOffset(2026, 3, 28, 0, 0, 0, TimeSpan.Zero), Deployed)!.Value;
        Assert.Equal(new DateTimeOffset(2026, 3, 28, 2, 0, 0, TimeSpan.Zero), winter);
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero), schedule.Next(winter, Deployed));
    }

    [Theory]
    [InlineData(null, null, "once")]
    [InlineData(null, 60_000L, "every 60 s")]
    [InlineData(null, 1_500L, "every 1500 ms")]
    [InlineData("*/5 * * * *", null, "*/5 * * * * (UTC)")]
    public void Text_OfASchedule_IsShort(string? cron, long? every, string text) =>
        Assert.Equal(text, RunSchedule.Of(cron is null && every is null ? null : new TaskSchedule(cron, null, every)).ToString());

    [Theory]
    [InlineData(null, null, null, "schedule", "neither")]
    [InlineData("* * * * *", null, 1_000L, "schedule", "both")]
    [InlineData(null, null, 999L, "schedule.everyMs", "from 1,000 to")]
    [InlineData(null, null, -1L, "schedule.everyMs", "is -1")]
    [InlineData(null, null, long.MaxValue, "schedule.everyMs", "31,622,400,000")]
    [InlineData(null, "UTC", 1_000L, "schedule.timeZone", "cron")]
    [InlineData("* * * *", null, null, "schedule.cron", "five fields")]
    [InlineData("* * * * * * *", null, null, "schedule.cron", "five fields")]
    [InlineData("", null, null, "schedule.cron", "five fields")]
    [InlineData("61 * * * *", null, null, "schedule.cron", "no cron expression")]
    [InlineData("a b c d e", null, null, "schedule.cron", "no cron expression")]
    [InlineData("0 0 30 2 *", null, null, "schedule.cron", "never comes")]
    [InlineData("* * * * *", "Mars/Olympus", null, "schedule.timeZone", "IANA")]
    [InlineData("* * * * *", "../../etc/passwd", null, "schedule.timeZone", "IANA")]
    [InlineData("* * * * *", "", null, "schedule.timeZone", "IANA")]
    public void Check_OfNoSchedule_IsRefusedByItsField(string? cron, string? zone, long? every, string field, string named)
    {
        var refused = Assert.Throws<RefusedException>(() => RunSchedule.Check(new TaskSchedule(cron, zone, every), TimeSpan.FromSeconds(1)));
        Assert.Equal((RefusalReason.Invalid, field), (refused.Reason, refused.Field));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*/2 * * * * *", 5, "2 s apart")]
    [InlineData("0,59 * * * *", 300, "60 s apart")]
    [InlineData("0,59 0-58/2,59 * * * *", 2, "1 s apart")]
    [InlineData("0 */23 * * *", 7_200, "3,600 s apart")]
    public void Cron_WhoseTimesAreTooClose_IsRefused(string cron, int minSeconds, string named)
    {
        var refused = Assert.Throws<RefusedException>(() => RunSchedule.Check(new TaskSchedule(cron), TimeSpan.FromSeconds(minSeconds)));
        Assert.Equal((RefusalReason.Invalid, "schedule.cron"), (refused.Reason, refused.Field));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("* * * * * *", null, 1)]
    [InlineData("*/5 * * * * *", null, 5)]
    [InlineData("0 2 * * *", "Europe/Berlin", 86_400)]
    [InlineData("0 0 29 2 *", null, 86_400)]
    public void Cron_WhoseTimesAreFarEnoughApart_IsTaken(string cron, string? zone, int minSeconds) =>
        Assert.True(RunSchedule.Check(new TaskSchedule(cron, zone), TimeSpan.FromSeconds(minSeconds)).Repeats);

    private static RunSchedule Every(long milliseconds) => RunSchedule.Of(new TaskSchedule(EveryMs: milliseconds));

    private static RunSchedule Cron(string cron) => RunSchedule.Of(new TaskSchedule(cron));
}
