using System.Diagnostics;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>
/// Gives every response an <c>X-Request-Id</c>: the trace id of the request (W3C Trace Context), the caller's own when it sent a
/// <c>traceparent</c>, so that it can be found in logs and traces.
/// </summary>
internal static class RequestIds
{
    private const string Header = "X-Request-Id";

    public static void UseRequestIds(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var trace = Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom();
        context.Response.Headers[Header] = trace.ToHexString();
        return next(context);
    });

    /// <summary>The id that this request's response carries.</summary>
    public static string? Of(HttpContext context) => context.Response.Headers[Header];
}
