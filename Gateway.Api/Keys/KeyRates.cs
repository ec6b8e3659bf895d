using System.Threading.RateLimiting;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.RateLimiting;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>How fast the holder of one key may ask: a bucket of requests for each, which is filled again at a steady rate.</summary>
internal static class KeyRates
{
    /// <summary>Whether there is a rate at all.</summary>
    public static bool IsLimited(this GatewayKeyOptions options) => options is { RequestsPerSecond: > 0, Burst: > 0 };

    public static void Apply(RateLimiterOptions limiter, GatewayKeyOptions options)
    {
        // Made once, since the limiter is given it with every request.
        Func<string, RateLimiter> newBucket = _ => NewBucket(options);
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            context.Features.Get<Principal>() is { } holder
                ? RateLimitPartition.Get(holder.Id, newBucket)
                : RateLimitPartition.GetNoLimiter(string.Empty));
        limiter.OnRejected = (rejected, _) =>
        {
            var seconds = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? (int)Math.Ceiling(wait.TotalSeconds) : 1;
            rejected.HttpContext.Response.Headers.RetryAfter = $"{Math.Max(1, seconds)}";
            return new ValueTask(Problems.RefuseAsync(
                rejected.HttpContext,
                RefusalReason.TooManyRequests,
                $"The key sends more than {options.RequestsPerSecond:N0} requests a second. Send less, or try again after Retry-After."));
        };
    }

    private static TokenBucketRateLimiter NewBucket(GatewayKeyOptions options) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = options.Burst,
        TokensPerPeriod = options.RequestsPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        // Those of all keys are filled by one timer, ten times a second, each by what is due.
        AutoReplenishment = false,
        QueueLimit = 0,
    });
}
