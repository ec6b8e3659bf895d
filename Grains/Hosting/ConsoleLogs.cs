using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>The logs of our programs, on standard error.</summary>
public static class ConsoleLogs
{
    /// <summary>
    /// Has logs written to standard error and, with <c>Logging:Console:FormatterName=json</c>, each line say which trace and span it belongs to: the
    /// trace id is the <c>X-Request-Id</c> of the request.
    /// </summary>
    public static void UseStandardError(this ILoggingBuilder logging)
    {
        logging.Configure(each => each.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        // The settings of the formatter are made for people, who see the day themselves.
        logging.Services.PostConfigure<JsonConsoleFormatterOptions>(json =>
        {
            json.IncludeScopes = true;
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
    }
}
