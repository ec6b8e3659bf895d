using CsCheck;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Tests.Deployments;

public sealed class ReplicaScalerTests
{
    private static readonly ReplicaRange Range = new(1, 8);

    [Fact]
    public void Follow_WithLongQueues_GrowsAfterTheSecondLook()
    {
        var scaler = new ReplicaScaler();
        Assert.Equal(2, scaler.Follow(Range, 2, queueDepth: 100));
        Assert.Equal(3, scaler.Follow(Range, 2, queueDepth: 100));
        Assert.Equal(3, scaler.Follow(Range, 3, queueDepth: 100));
    }

    [Fact]
    public void Follow_WithAShortRest_DoesNotShrink()
    {
        var scaler = new ReplicaScaler();
        for (var look = 1; look < ReplicaScaler.LooksBeforeShrinking; look++)
        {
            Assert.Equal(3, scaler.Follow(Range, 3, queueDepth: 0));
        }

        Assert.Equal(3, scaler.Follow(Range, 3, queueDepth: 5));
        Assert.Equal(3, scaler.Follow(Range, 3, queueDepth: 0));
    }

    [Fact]
    public void Follow_IdleForLong_ShrinksByOne()
    {
        var scaler = new ReplicaScaler();
        var looks = Enumerable.Range(0, ReplicaScaler.LooksBeforeShrinking).Select(_ => scaler.Follow(Range, 3, queueDepth: 0)).ToArray();
        Assert.All(looks[..^1], desired => Assert.Equal(3, desired));
        Assert.Equal(2, looks[^1]);
    }

    [Fact]
    public void Follow_Whatever_StaysInItsRangeAndChangesByOneAtMost() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 6], Gen.Int[0, 200].Array[1, 60]).Sample((least, more, depths) =>
        {
            var range = new ReplicaRange(least, least + more);
            var scaler = new ReplicaScaler();
            var current = least;
            foreach (var depth in depths)
            {
                var desired = scaler.Follow(range, current, depth);
                Assert.InRange(desired, range.Min, range.Max);
                Assert.InRange(desired - current, -1, 1);
                current = desired;
            }
        });
}
