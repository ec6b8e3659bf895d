using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Telemetry;

/// <summary>What a process tells of itself, beyond the metrics that are read from it.</summary>
public sealed class TelemetryOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Telemetry";

    /// <summary>Where traces and metrics are sent to by the OpenTelemetry protocol: <c>http://collector:4318</c>.</summary>
    /// <value>Default none, which an empty text is, too: then the standard variables <c>OTEL_EXPORTER_OTLP_*</c> say so, or nothing is sent and nothing is traced.</value>
    public string? OtlpEndpoint { get; set; }

    /// <summary>How things are sent to <see cref="OtlpEndpoint"/>.</summary>
    /// <value>Default <see cref="OtlpTransport.HttpProtobuf"/>.</value>
    [EnumDataType(typeof(OtlpTransport))]
    public OtlpTransport OtlpProtocol { get; set; }

    /// <summary>The share of requests that are traced where their sender does not say; those that come with a <c>traceparent</c> are as it says.</summary>
    /// <value>Default 0.01; 0 to 1.</value>
    [Range(0d, 1d)]
    public double TraceRatio { get; set; } = 0.01;

    /// <summary>Most deployments of a silo that have series of their own; those deployed first have them.</summary>
    /// <value>Default 1,000; 0 to 100,000.</value>
    [Range(0, 100_000)]
    public int MaxDeployments { get; set; } = 1_000;

    /// <summary>The options of a configuration, before anything else is set up from them.</summary>
    /// <exception cref="OptionsValidationException">They are not valid.</exception>
    public static TelemetryOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<TelemetryOptions>() ?? new TelemetryOptions();
        var result = new TelemetryOptionsValidator().Validate(name: null, options);
        return result.Succeeded ? options : throw new OptionsValidationException(Section, typeof(TelemetryOptions), result.Failures);
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrWhiteSpace(OtlpEndpoint) && !(Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"))
        {
            yield return new ValidationResult($"Telemetry:OtlpEndpoint is '{OtlpEndpoint}'; it must be an address such as http://collector:4318.");
        }
    }
}

[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;
