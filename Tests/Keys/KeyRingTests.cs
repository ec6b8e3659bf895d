using System.Text;
using InfernoOrleans.Gateway.Api.Keys;
using InfernoOrleans.Grains.Interfaces.Keys;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Keys;

public sealed class KeyRingTests
{
    private readonly FakeTimeProvider time = new();
    private readonly KeysDouble keys = new();

    [Fact]
    public async Task Key_ThatIsNotKnown_IsLookedForOnceASecondWhoeverAsks()
    {
        using var ring = keys.Ring(time);
        await ring.RefreshAsync(CancellationToken.None);
        var created = Hash(keys.Add(1, Role.Reader));

        Assert.Null(ring.Find(created));
        Assert.Equal("key-1", (await ring.FindAgainAsync(created))!.Id);
        Assert.Equal(2, keys.Readings);

        var next = Hash(keys.Add(2, Role.Reader));
        for (var i = 0; i < 100; i++)
        {
            Assert.Null(await ring.FindAgainAsync(next));
        }

        Assert.Equal(2, keys.Readings);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("key-2", (await ring.FindAgainAsync(next))!.Id);
        Assert.Equal(3, keys.Readings);
    }

    [Fact]
    public async Task Key_AskedForByManyAtOnce_IsLookedForOnceForAllOfThem()
    {
        using var ring = keys.Ring(time);
        var created = Hash(keys.Add(1, Role.Reader));
        var answer = new TaskCompletionSource();
        keys.Hold = answer.Task;
        var asking = Enumerable.Range(0, 20).Select(_ => ring.FindAgainAsync(created)).ToArray();
        answer.SetResult();

        Assert.All(await Task.WhenAll(asking), holder => Assert.Equal("key-1", holder!.Id));
        Assert.Equal(1, keys.Readings);
    }

    [Fact]
    public async Task Keys_WhileTheClusterDoesNotAnswer_StayGood()
    {
        using var ring = keys.Ring(time);
        var known = Hash(keys.Add(1, Role.Admin));
        await ring.RefreshAsync(CancellationToken.None);
        keys.IsAway = true;
        keys.Remove(1);

        await ring.TryRefreshAsync();
        Assert.NotNull(ring.Find(known));
        Assert.Null(await ring.FindAgainAsync(Hash("anything")));
        Assert.NotNull(ring.Find(known));

        keys.IsAway = false;
        await ring.RefreshAsync(CancellationToken.None);
        Assert.Null(ring.Find(known));
    }

    [Fact]
    public async Task Key_RevokedHere_IsRefusedAtOnceThoughAnOlderAnswerIsOnItsWay()
    {
        using var ring = keys.Ring(time);
        var revoked = Hash(keys.Add(1, Role.Reader));
        var other = Hash(keys.Add(2, Role.Reader));
        await ring.RefreshAsync(CancellationToken.None);
        var answer = new TaskCompletionSource();
        keys.Hold = answer.Task;
        var reading = ring.RefreshAsync(CancellationToken.None);
        keys.Remove(1);
        var forgetting = ring.ForgetAsync(new KeyId(1));
        answer.SetResult();
        await reading;
        await forgetting;

        Assert.Null(ring.Find(revoked));
        Assert.NotNull(ring.Find(other));
    }

    [Fact]
    public async Task Use_OfAKey_IsToldOnceAMinute()
    {
        using var ring = keys.Ring(time);
        var used = Hash(keys.Add(1, Role.Reader));
        keys.Add(2, Role.Reader);
        await ring.RefreshAsync(CancellationToken.None);
        var minute = DateTimeOffset.UnixEpoch;

        Assert.Empty(ring.TakeUses(minute));
        ring.Find(used)!.Use();
        Assert.Equal([new KeyId(1)], ring.TakeUses(minute));
        ring.Find(used)!.Use();
        Assert.Empty(ring.TakeUses(minute));
        ring.Find(used)!.Use();
        Assert.Equal([new KeyId(1)], ring.TakeUses(minute.AddMinutes(1)));
        Assert.Empty(ring.TakeUses(minute.AddMinutes(2)));
    }

    internal static KeyHash Hash(string key) => KeyHash.Of(Encoding.UTF8.GetBytes(key));
}
