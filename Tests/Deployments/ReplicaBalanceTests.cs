using CsCheck;
using InfernoOrleans.Grains.Deployments;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Deployments;

public sealed class ReplicaBalanceTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Next_WithASiloThatHasJoined_FillsItUntilItHasItsShare()
    {
        var balance = new ReplicaBalance<string>(100, time);
        Dictionary<string, long> replicas = new() { ["a"] = 10, ["b"] = 9, ["c"] = 0 };
        var moves = 0;
        while (balance.Next(Shares(replicas)) is var (source, target))
        {
            replicas[source]--;
            replicas[target]++;
            moves++;
        }

        Assert.Equal(6, moves);
        Assert.InRange(replicas.Values.Max() - replicas.Values.Min(), 0, 1);
    }

    [Fact]
    public void Next_BeyondTheMovesOfAMinute_Waits()
    {
        var balance = new ReplicaBalance<string>(2, time);
        Dictionary<string, long> replicas = new() { ["a"] = 50, ["b"] = 0 };
        Assert.NotNull(balance.Next(Shares(replicas)));
        Assert.NotNull(balance.Next(Shares(replicas)));
        Assert.Null(balance.Next(Shares(replicas)));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(balance.Next(Shares(replicas)));
    }

    [Fact]
    public void Next_WithASiloThatStaysBusyBesideAnIdleOne_MovesFromItOnceItHasStayedSo()
    {
        var balance = new ReplicaBalance<string>(100, time);
        SiloShare<string>[] silos = [new("busy", 3, 0.97), new("idle", 3, 0.1)];
        for (var look = 1; look < ReplicaBalance<string>.LooksBeforeMoving; look++)
        {
            Assert.Null(balance.Next(silos));
        }

        Assert.Equal(("busy", "idle"), balance.Next(silos));
        Assert.Null(balance.Next(silos));
    }

    [Fact]
    public void Next_Whatever_NeverMovesToWhereThereIsMoreNorMovesBack() =>
        Gen.Select(Gen.Int[0, 20].Array[2, 8], Gen.Int[0, 100].Array[8]).Sample((counts, cpu) =>
        {
            var balance = new ReplicaBalance<int>(1_000, time);
            var replicas = counts.Select(count => (long)count).ToArray();
            var before = default((int Source, int Target)?);
            for (var look = 0; look < 200; look++)
            {
                var move = balance.Next([.. replicas.Select((count, silo) => new SiloShare<int>(silo, count, cpu[silo] / 100.0))]);
                if (move is var (source, target))
                {
                    Assert.True(replicas[target] <= replicas[source]);
                    Assert.NotEqual(before, (target, source));
                    replicas[source]--;
                    replicas[target]++;
                    before = move;
                }
            }
        });

    private static SiloShare<string>[] Shares(Dictionary<string, long> replicas) =>
        [.. replicas.Select(silo => new SiloShare<string>(silo.Key, silo.Value, 0.2))];
}
