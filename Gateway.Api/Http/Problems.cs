using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Turns everything that goes wrong into problem details. The only place that knows which refusal is which status.</summary>
internal static partial class Problems
{
    private const int ClientClosedRequest = 499;
    private const string Unreachable = "The cluster cannot be reached at the moment.";

    public static void UseProblems(this IApplicationBuilder app)
    {
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
                if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null })
                {
                    // The framework's own answers: no such route, wrong method, wrong host.
                    await WriteAsync(context, Create(context, context.Response.StatusCode, Describe(context), field: null));
                }
            }
            catch (Exception exception) when (!context.Response.HasStarted)
            {
                var problem = Of(context, exception);
                if (problem.Status == ClientClosedRequest)
                {
                    // For the audit log: nobody is there to read it.
                    context.Response.StatusCode = ClientClosedRequest;
                }
                else
                {
                    await WriteAsync(context, problem);
                }
            }
        });
    }

    /// <summary>Answers with a refusal where throwing it would cost too much, since anybody can bring it about.</summary>
    public static Task RefuseAsync(HttpContext context, RefusalReason reason, string detail)
    {
        var status = StatusOf(reason);
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.RequestServices.GetRequiredService<RefusalLog>().Add(context, detail, exception: null);
        }

        return WriteAsync(context, Create(context, status, detail, field: null));
    }

    /// <summary>The problem that an exception is for whoever sent the request; what an operator should know is logged.</summary>
    public static Problem Of(HttpContext context, Exception exception)
    {
        var (status, detail, field) = exception switch
        {
            RefusedException refused => (StatusOf(refused.Reason), refused.Message, refused.Field),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                (StatusCodes.Status413PayloadTooLarge, "The body is larger than this route takes.", null),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } =>
                (StatusCodes.Status408RequestTimeout, "The body comes too slowly.", null),
            BadHttpRequestException bad => (bad.StatusCode, bad.Message, null),
            OperationCanceledException when Deadline.Of(context)?.HungUp != false => (ClientClosedRequest, "The client closed the connection.", null),
            // Calls that a dying silo makes are cancelled.
            OperationCanceledException when !context.RequestAborted.IsCancellationRequested =>
                (StatusCodes.Status503ServiceUnavailable, Unreachable, null),
            OperationCanceledException =>
                (StatusCodes.Status504GatewayTimeout, $"The request took longer than {Deadline.Of(context)!.Timeout.TotalMilliseconds:N0} ms. {Deadline.HeaderName} asks for more.", null),
            TimeoutException => (StatusCodes.Status504GatewayTimeout, "The cluster did not answer in time. Whether the request was carried out is not known.", null),
            OrleansException => (StatusCodes.Status503ServiceUnavailable, Unreachable, null),
            // The dashboard is not ours and parses what its routes are given without a check.
            FormatException or ArgumentException when context.Request.Path.StartsWithSegments("/dashboard") =>
                (StatusCodes.Status404NotFound, "The dashboard knows no such thing.", null),
            _ => (StatusCodes.Status500InternalServerError, "The server met an error that it did not expect. Its log has the details under the request id.", (string?)null),
        };

        if (status == StatusCodes.Status500InternalServerError)
        {
            var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("InfernoOrleans.Gateway.Api.Problems");
            LogUnexpected(logger, context.Request.Method, context.Request.Path, exception);
        }
        else if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.RequestServices.GetRequiredService<RefusalLog>().Add(context, detail, exception);
        }

        return Create(context, status, detail, field);
    }

    private static int StatusOf(RefusalReason reason) => reason switch
    {
        RefusalReason.Invalid => StatusCodes.Status400BadRequest,
        RefusalReason.Unauthenticated => StatusCodes.Status401Unauthorized,
        RefusalReason.NotFound => StatusCodes.Status404NotFound,
        RefusalReason.Conflict or RefusalReason.NoRoom => StatusCodes.Status409Conflict,
        RefusalReason.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalReason.Unusable => StatusCodes.Status422UnprocessableEntity,
        RefusalReason.Forbidden => StatusCodes.Status403Forbidden,
        RefusalReason.TooManyRequests => StatusCodes.Status429TooManyRequests,
        RefusalReason.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    private static Problem Create(HttpContext context, int status, string detail, string? field) => new(
        "about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail, Success: false, detail, field, RequestIds.Of(context));

    private static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        context.RequestServices.GetService<HttpInstruments>()?.Refused(problem.Status);
        if (problem.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests && context.Response.Headers.RetryAfter.Count == 0)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        // Not with the request's token, which may be why there is a problem.
        return context.Response.WriteAsJsonAsync(problem, ApiJson.Readable.Problem, "application/problem+json", CancellationToken.None);
    }

    private static string Describe(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Method} {Shorten(context.Request.GetEncodedPathAndQuery())}. The routes are described at /openapi/v1.json.",
        StatusCodes.Status405MethodNotAllowed => $"This route does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.",
        StatusCodes.Status400BadRequest when context.GetEndpoint() is null => "The Host header names none of the hosts that this server answers for (AllowedHosts).",
        StatusCodes.Status415UnsupportedMediaType => "The Content-Type of the body is not one that this route takes.",
        var status => $"{ReasonPhrases.GetReasonPhrase(status)}.",
    };

    private static string Shorten(string text) => text.Length <= 100 ? text : $"{text[..100]}…";

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogUnexpected(ILogger logger, string method, PathString path, Exception exception);
}
