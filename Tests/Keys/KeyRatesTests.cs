using InfernoOrleans.Gateway.Api.Keys;
using InfernoOrleans.Grains.Interfaces.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace InfernoOrleans.Tests.Keys;

public sealed class KeyRatesTests
{
    [Fact]
    public void Key_ThatSendsMoreThanItsBurst_IsRefusedWithoutTheOthers()
    {
        var limiter = new RateLimiterOptions();
        // A rate at which nothing is added while the test runs.
        KeyRates.Apply(limiter, new GatewayKeyOptions { RequestsPerSecond = 1, Burst = 3 });
        var one = Request("key-1");

        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => Acquire(limiter, one)));
        Assert.True(Acquire(limiter, Request("key-2")));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(Acquire(limiter, new DefaultHttpContext())));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(100, 0)]
    public void Rate_OfZero_IsNone(int rate, int burst) =>
        Assert.False(new GatewayKeyOptions { RequestsPerSecond = rate, Burst = burst }.IsLimited());

    private static bool Acquire(RateLimiterOptions limiter, HttpContext context)
    {
        using var lease = limiter.GlobalLimiter!.AttemptAcquire(context);
        return lease.IsAcquired;
    }

    private static DefaultHttpContext Request(string principal)
    {
        var context = new DefaultHttpContext();
        context.Features.Set(new Principal(principal, principal, Role.Reader));
        return context;
    }
}
