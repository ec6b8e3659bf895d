using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Placement;

public sealed class CpuTests : IDisposable
{
    private readonly TemporaryDirectory groups = new();

    public void Dispose() => groups.Dispose();

    [Theory]
    [InlineData("50000 100000", 0.5)]
    [InlineData("150000 100000", 1.5)]
    [InlineData("max 100000", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Quota_OfVersion2_IsTimeForEachPeriod(string? text, double? expected) => Assert.Equal(expected, CpuQuota.Version2(text));

    [Theory]
    [InlineData("200000", "100000", 2.0)]
    [InlineData("-1", "100000", null)]
    [InlineData("100000", "0", null)]
    [InlineData(null, null, null)]
    public void Quota_OfVersion1_IsTimeForEachPeriod(string? quota, string? period, double? expected) =>
        Assert.Equal(expected, CpuQuota.Version1(quota, period));

    [Fact]
    public void Quota_OfAGroupWithinATighterOne_IsThatOfTheTighter()
    {
        Write("a/cpu.max", "50000 100000");
        Write("a/b/cpu.max", "300000 100000");
        Assert.Equal(0.5, CpuQuota.Read(groups.Path, ["0::/a/b"]));
        Assert.Null(CpuQuota.Read(groups.Path, ["0::/"]));
    }

    [Fact]
    public void Quota_InAContainerThatSeesItsGroupAsRoot_IsFound()
    {
        Write("cpu.max", "250000 100000");
        Assert.Equal(2.5, CpuQuota.Read(groups.Path, ["0::/somewhere/on/the/host"]));
    }

    [Fact]
    public void Quota_OfVersion1InASharedMount_IsFound()
    {
        Write("cpu,cpuacct/app/cpu.cfs_quota_us", "75000");
        Write("cpu,cpuacct/app/cpu.cfs_period_us", "50000");
        Assert.Equal(1.5, CpuQuota.Read(groups.Path, ["5:memory:/app", "4:cpu,cpuacct:/app", "1:name=systemd:/"]));
    }

    [Fact]
    public void Meter_OfAProcessThatUsesHalfItsQuota_ReadsAHalfWhateverTheMachineHas()
    {
        var time = new FakeTimeProvider();
        var used = TimeSpan.Zero;
        var meter = new CpuMeter(cores: 0.5, smoothing: 0.4, () => used, time);
        Pass(0.25);
        Assert.Equal(0.5, meter.Read(), 1e-9);

        Pass(0.5);
        Assert.Equal(0.5 + (0.4 * 0.5), meter.Read(), 1e-9);

        void Pass(double cpuSeconds)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            used += TimeSpan.FromSeconds(cpuSeconds);
        }
    }

    [Fact]
    public void Meter_ReadTwiceAtTheSameMoment_ReadsTheSame()
    {
        var time = new FakeTimeProvider();
        var meter = new CpuMeter(cores: 2, smoothing: 0.4, () => time.GetUtcNow().TimeOfDay, time);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(meter.Read(), meter.Read());
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(groups.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text + "\n");
    }
}
