using System.Threading.RateLimiting;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Limits;

/// <summary>
/// Refuses requests beyond as many as may be under way at one time, before anything is done for them: a gateway that is asked for more than it
/// can do does not spend itself on refusing.
/// </summary>
internal static class RequestLimit
{
    public static void UseRequestLimit(this WebApplication app)
    {
        var most = app.Services.GetRequiredService<IOptions<LimitOptions>>().Value.MaxRequests;
        var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 });
        app.Lifetime.ApplicationStopped.Register(limiter.Dispose);
        app.Use((context, next) =>
        {
            if (IsForOperators(context.Request.Path))
            {
                return next(context);
            }

            var place = limiter.AttemptAcquire();
            return place.IsAcquired
                ? KeepAsync(place, context, next)
                : Problems.RefuseAsync(
                    context, RefusalReason.Busy, $"There are {most:N0} requests under way already, which is the most allowed at one time. Try again in a moment.");
        });
    }

    private static async Task KeepAsync(RateLimitLease place, HttpContext context, RequestDelegate next)
    {
        using (place)
        {
            await next(context);
        }
    }

    /// <summary>A supervisor that is refused would restart a process that only has much to do, and nobody would see why.</summary>
    private static bool IsForOperators(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");
}
