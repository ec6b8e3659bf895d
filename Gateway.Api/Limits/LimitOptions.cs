using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Limits;

/// <summary>What clients together, and each of them, may take up of the gateway, whatever they ask for.</summary>
internal sealed class LimitOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Limits";

    /// <summary>The most connections at one time; one more is closed at once, without an answer.</summary>
    /// <value>Default 10,000; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>The most bytes of a request line; a longer one is a 414.</summary>
    /// <value>Default 8 KiB; 256 bytes to 1 MiB.</value>
    [Range(1 << 8, 1 << 20)]
    public int MaxRequestLineBytes { get; set; } = 8 << 10;

    /// <summary>The most bytes of all headers of a request; more are a 431.</summary>
    /// <value>Default 32 KiB; 256 bytes to 1 MiB.</value>
    [Range(1 << 8, 1 << 20)]
    public int MaxHeaderBytes { get; set; } = 32 << 10;

    /// <summary>The most headers of a request; more are a 431.</summary>
    /// <value>Default 100; 8 to 10,000.</value>
    [Range(8, 10_000)]
    public int MaxHeaders { get; set; } = 100;

    /// <summary>The most bytes of a connection that have arrived and are not read yet; the client has to wait with more.</summary>
    /// <value>Default 256 KiB; 512 bytes to 16 MiB, and not less than a request line or the headers may have.</value>
    [Range(1 << 9, 1 << 24)]
    public int MaxBufferedBytes { get; set; } = 256 << 10;

    /// <summary>How long the headers of a request may take to arrive; after it the connection is closed with a 408.</summary>
    /// <value>Default 15 seconds; a second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection on which nothing is asked is kept.</summary>
    /// <value>Default 130 seconds; a second to a day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>The least bytes a second at which a body has to arrive once <see cref="RateGrace"/> is over; a slower one is a 408.</summary>
    /// <value>Default 240; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MinBodyRate { get; set; } = 240;

    /// <summary>The least bytes a second at which an answer has to be taken once <see cref="RateGrace"/> is over; else the connection is closed.</summary>
    /// <value>Default 240; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MinAnswerRate { get; set; } = 240;

    /// <summary>How long a body or an answer may go slower than its least rate.</summary>
    /// <value>Default five seconds; two seconds to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan RateGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The most requests under way at one time; one more is a 503, before its body is read. <c>/health</c> and <c>/metrics</c> are never refused.</summary>
    /// <value>Default 4,096; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxRequests { get; set; } = 4_096;

    /// <summary>
    /// The most bytes of bodies of requests under way that are held in memory; a request with more is a 503. A model file, which is written
    /// to disk as it arrives, does not count.
    /// </summary>
    /// <value>
    /// Default 0: an eighth of the memory that the process may use. 1 KiB to 1 TiB, and not less than <c>Gateway:MaxJsonBytes</c> and
    /// <c>Gateway:MaxFileBytes</c>.
    /// </value>
    [Range(0, 1L << 40)]
    public long MaxBodyBytes { get; set; }

    /// <summary>
    /// The most requests with bodies of 64 KiB or more that are read and answered at one time. Others wait for their turn before their body is
    /// read, and get a 503 when half of their time is up.
    /// </summary>
    /// <value>Default 0: 32 for each processor. Up to 100,000.</value>
    [Range(0, 100_000)]
    public int MaxLargeBodies { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxBufferedBytes < MaxRequestLineBytes || MaxBufferedBytes < MaxHeaderBytes)
        {
            yield return new ValidationResult(
                $"Limits:MaxBufferedBytes ({MaxBufferedBytes}) must not be less than Limits:MaxRequestLineBytes ({MaxRequestLineBytes}) and Limits:MaxHeaderBytes ({MaxHeaderBytes}).");
        }
    }
}

[OptionsValidator]
internal sealed partial class LimitOptionsValidator : IValidateOptions<LimitOptions>;
