using System.ComponentModel.DataAnnotations;
using InfernoOrleans.Grains.Hosting;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>Where the gateway listens and what a request may ask of it.</summary>
internal sealed class GatewayOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway";

    /// <summary>
    /// The address to listen on: <c>localhost</c>, an IP address of this machine, or <c>*</c> for all of them. Off loopback requests need API keys.
    /// </summary>
    /// <value>Default <c>localhost</c>.</value>
    [Required]
    public string Host { get; set; } = "localhost";

    /// <summary>The port to listen on.</summary>
    /// <value>Default 8080; 0 for a free one.</value>
    [Range(0, 65_535)]
    public int Port { get; set; } = 8080;

    /// <summary>What is printed to standard output when requests can be sent.</summary>
    /// <value>Default <see cref="ReadyLineFormat.Text"/>.</value>
    [EnumDataType(typeof(ReadyLineFormat))]
    public ReadyLineFormat ReadyLine { get; set; } = ReadyLineFormat.Text;

    /// <summary>Whether the process stops when its standard input ends, so that it cannot outlive the program that started it.</summary>
    /// <value>Default false.</value>
    public bool ExitWithStandardInput { get; set; }

    /// <summary>
    /// How long requests go on being answered after the gateway was told to stop, while <c>/health/ready</c> says that it stops: as long as a
    /// balancer in front takes to notice.
    /// </summary>
    /// <value>Default zero; up to five minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainDelay { get; set; }

    /// <summary>How long requests under way may take to end after that, and what else has to be stopped.</summary>
    /// <value>Default 30 seconds; a second to ten minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest JSON body, in bytes.</summary>
    /// <value>Default 16 MiB; 1 KiB to 256 MiB.</value>
    [Range(1L << 10, 1L << 28)]
    public long MaxJsonBytes { get; set; } = 16L << 20;

    /// <summary>The largest model file, in bytes.</summary>
    /// <value>Default 4 GiB; 1 KiB to 1 TiB.</value>
    [Range(1L << 10, 1L << 40)]
    public long MaxModelBytes { get; set; } = 4L << 30;

    /// <summary>The most that is written to a file of the namespace at one time, in bytes.</summary>
    /// <value>Default 1 MiB; 1 KiB to 16 MiB.</value>
    [Range(1L << 10, 1L << 24)]
    public long MaxFileBytes { get; set; } = 1L << 20;

    /// <summary>
    /// The most numbers in the data or the result of one execute request, and in the tasks of one request; more have to be sent as several requests.
    /// </summary>
    /// <value>Default 4,194,304; 1 to 16,777,216, since a message between processes must stay below 100 MB.</value>
    [Range(1, 16_777_216)]
    public int MaxNumbers { get; set; } = 4_194_304;

    /// <summary>How long a request may take when it does not say.</summary>
    /// <value>Default 10 seconds; a millisecond to <see cref="MaxTimeout"/>.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most that a request may ask for with <c>X-Inferno-Timeout-Ms</c>.</summary>
    /// <value>Default a minute; a millisecond to a minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan MaxTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a route to a deployment's replicas is used before it is fetched again.</summary>
    /// <value>Default five seconds; a millisecond to a minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RouteLifetime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether a request all of whose replicas are lost waits, within its deadline, for them to come to life on another silo; otherwise it
    /// is answered with 503 at once.
    /// </summary>
    /// <value>Default: true in a cluster with PostgreSQL, which may have other silos.</value>
    public bool Reroute { get; set; }

    /// <summary>The most routes that are kept.</summary>
    /// <value>Default 10,000; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxRoutes { get; set; } = 10_000;

    /// <summary>The most deployments that a list returns when it is not paged.</summary>
    /// <value>Default 10,000; 1 to 100,000.</value>
    [Range(1, 100_000)]
    public int MaxListed { get; set; } = 10_000;

    /// <summary>The most tasks in one batch.</summary>
    /// <value>Default 1,000; 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int MaxTasksPerBatch { get; set; } = 1_000;

    /// <summary>The most streams of events at one time; one more is answered with 503.</summary>
    /// <value>Default 100; 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int MaxEventStreams { get; set; } = 100;

    /// <summary>Web sites whose pages may send requests besides the gateway's own: <c>https://console.example.com</c>.</summary>
    /// <value>Default none; 100 at most.</value>
    [MaxLength(100)]
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DefaultTimeout > MaxTimeout)
        {
            yield return new ValidationResult($"Gateway:DefaultTimeout ({DefaultTimeout}) must not exceed Gateway:MaxTimeout ({MaxTimeout}).");
        }

        foreach (var origin in AllowedOrigins.Where(origin => !IsOrigin(origin)))
        {
            yield return new ValidationResult(
                $"Gateway:AllowedOrigins holds '{origin}', which is no origin: http or https, a host and, where it is not the usual one, a port, as https://console.example.com.");
        }
    }

    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https")
        && uri.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase);
}

[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
