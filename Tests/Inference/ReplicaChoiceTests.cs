using CsCheck;
using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Grains.Interfaces.Inference;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Inference;

public sealed class ReplicaChoiceTests
{
    private readonly FakeTimeProvider time = new();
    private readonly Random chance = new(5);

    [Fact]
    public void Choose_WhateverWasTried_GivesOneThatWasNotOrNone() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[0, 63], Gen.Int[0, 63]).Sample((count, triedBits, ejectedBits) =>
        {
            var replicas = Replicas(count);
            var tried = replicas.Where((_, i) => (triedBits >> i & 1) == 1).ToArray();
            foreach (var failing in replicas.Where((_, i) => (ejectedBits >> i & 1) == 1))
            {
                Eject(failing);
            }

            var chosen = ReplicaChoice.Choose(replicas, tried, new Random(count));
            Assert.Equal(tried.Length == count, chosen is null);
            Assert.DoesNotContain(chosen, tried);

            // One that fails is only called where nothing else is left.
            Assert.True(chosen is not { IsEjected: true } || replicas.All(replica => replica.IsEjected || tried.Contains(replica)));
        });

    [Fact]
    public void Choose_AmongTwo_TakesTheOneForWhichLessWaits()
    {
        var replicas = Replicas(2);
        replicas[0].Answered(new InferenceAnswer(default, QueueDepth: 9), TimeSpan.Zero);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Same(replicas[1], ReplicaChoice.Choose(replicas, [], chance)));
    }

    [Fact]
    public void Choose_WithWorkThatStaysPut_SpreadsItEvenly()
    {
        var replicas = Replicas(5);
        for (var i = 0; i < 1_000; i++)
        {
            ReplicaChoice.Choose(replicas, [], chance)!.Begin();
        }

        Assert.All(replicas, replica => Assert.InRange(replica.Load, 190, 210));
    }

    [Fact]
    public void Replica_ThatFailedThrice_IsLeftAloneForTenSeconds()
    {
        var replicas = Replicas(2);
        Eject(replicas[0]);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Same(replicas[1], ReplicaChoice.Choose(replicas, [], chance)));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains(replicas[0], Enumerable.Range(0, 100).Select(_ => ReplicaChoice.Choose(replicas, [], chance)!));

        // It is on probation: one failure more and it is left alone again, one answer and it counts as the others.
        replicas[0].Failed();
        Assert.True(replicas[0].IsEjected);
        replicas[0].Answered(new InferenceAnswer(default, QueueDepth: 0), TimeSpan.Zero);
        Assert.False(replicas[0].IsEjected);
    }

    private static void Eject(RoutedReplica replica)
    {
        replica.Failed();
        replica.Failed();
        replica.Failed();
    }

    private RoutedReplica[] Replicas(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new RoutedReplica($"deploy-1/r1/{i}", grain: null!, time))];
}
