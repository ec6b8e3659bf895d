using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Placement;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Inference;

public sealed class ReplicaMeterTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Read_AfterAnswers_HasTheirPercentilesToTwoDigits()
    {
        var meter = new ReplicaMeter(time, new SiloTraffic());
        var queuedAt = time.GetTimestamp();
        for (var i = 0; i < 100; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            meter.Answered(queuedAt);
        }

        var latency = meter.Read(queueDepth: 0, residentBytes: 0).Latency!;
        Assert.InRange(latency.P50.TotalMilliseconds, 49.5, 50.5);
        Assert.InRange(latency.P95.TotalMilliseconds, 94, 96);
        Assert.InRange(latency.P99.TotalMilliseconds, 98, 100);
    }

    [Fact]
    public void Read_AfterAnAnswerThatTookDays_IsBounded()
    {
        var meter = new ReplicaMeter(time, new SiloTraffic());
        var queuedAt = time.GetTimestamp();
        time.Advance(TimeSpan.FromDays(3));
        meter.Answered(queuedAt);
        Assert.InRange(meter.Read(queueDepth: 0, residentBytes: 0).Latency!.P99.TotalSeconds, 119, 122);
    }

    [Fact]
    public void Read_AfterBatches_CountsThemByPowersOfTwo()
    {
        var meter = new ReplicaMeter(time, new SiloTraffic());
        foreach (var rows in new[] { 1, 2, 3, 4, 5, 64, 65, 1_000_000 })
        {
            meter.Batched(rows);
        }

        BatchCount[] expected = [new(1, 1), new(2, 1), new(4, 2), new(8, 1), new(64, 1), new(128, 1), new(1 << 20, 1)];
        Assert.Equal(expected, meter.Read(queueDepth: 0, residentBytes: 0).Batches);
    }

    [Fact]
    public void Read_Anytime_TellsRequestsErrorsAndWhatItIsGiven()
    {
        var meter = new ReplicaMeter(time, new SiloTraffic());
        meter.Came();
        meter.Came();
        meter.Came();
        meter.GaveUp();
        meter.Failed();
        var read = meter.Read(queueDepth: 7, residentBytes: 9);
        Assert.Equal((3, 2, 7, 9), (read.Requests, read.Errors, read.QueueDepth, read.ResidentBytes));
        Assert.Null(read.Latency);
    }
}
