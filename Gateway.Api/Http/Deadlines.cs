using System.Globalization;
using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Gives every request to the API its deadline.</summary>
internal static class Deadlines
{
    public static void UseDeadlines(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value;
        app.Use(async (context, next) =>
        {
            using var deadline = Deadline.Begin(context, Requested(context.Request, options));
            await next(context);
        });
    }

    /// <summary>Bounds handlers, not the writing of what they return.</summary>
    public static RouteGroupBuilder MapBounded(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(string.Empty);
        group.AddEndpointFilter(async (invocation, next) =>
        {
            var answer = await next(invocation);
            Deadline.Of(invocation.HttpContext)?.Met(invocation.HttpContext);
            return answer;
        });
        return group;
    }

    private static TimeSpan Requested(HttpRequest request, GatewayOptions options)
    {
        var header = request.Headers[Deadline.HeaderName];
        if (header.Count == 0)
        {
            return options.DefaultTimeout;
        }

        var most = (int)options.MaxTimeout.TotalMilliseconds;
        return int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds >= 1 && milliseconds <= most
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw RefusedException.Invalid(Deadline.HeaderName, $"{Deadline.HeaderName} must be a whole number from 1 to {most}.");
    }
}
