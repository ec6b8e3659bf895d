using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Services;

/// <summary>Bounds of services, which are pipelines of models and operations.</summary>
public sealed class ServiceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Services";

    /// <summary>The most steps of a service.</summary>
    /// <value>Default 32; 1 to 1,000.</value>
    [Range(1, 1_000)]
    public int MaxSteps { get; set; } = 32;

    /// <summary>The most numbers of a row, at whatever step.</summary>
    /// <value>Default 1,048,576; 1 to 16,777,216.</value>
    [Range(1, 1 << 24)]
    public int MaxRowSize { get; set; } = 1 << 20;

    /// <summary>The most requests that a service has at one time; more are refused with 503.</summary>
    /// <value>Default 256; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxRequests { get; set; } = 256;

    /// <summary>The most bytes that the rows of one request may take at any step.</summary>
    /// <value>Default 64 MiB; 1 KiB to 1 GiB.</value>
    [Range(1L << 10, 1L << 30)]
    public long MaxRequestBytes { get; set; } = 64L << 20;

    /// <summary>The most bytes that the requests of a service may take together; more are refused with 503, unless there is no other.</summary>
    /// <value>Default 256 MiB; 1 KiB to 16 GiB.</value>
    [Range(1L << 10, 1L << 34)]
    public long MaxBytes { get; set; } = 256L << 20;

    /// <summary>How long a service goes on with what a path of its namespace stood for, and with its own row, before it looks again.</summary>
    /// <value>Default two seconds; zero to a minute.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromSeconds(2);
}

[OptionsValidator]
internal sealed partial class ServiceOptionsValidator : IValidateOptions<ServiceOptions>;
