using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>Whether a gateway asks for API keys, and how it deals with them.</summary>
internal sealed class GatewayKeyOptions
{
    /// <summary>The configuration section, in which silos have settings of their own.</summary>
    public const string Section = "Keys";

    /// <summary>Whether every request needs a key.</summary>
    /// <value>Default: true where the gateway listens off loopback, unless <see cref="Insecure"/>; else false.</value>
    public bool? Required { get; set; }

    /// <summary>Whether the gateway may listen off loopback without keys, where everybody who reaches its port may do everything.</summary>
    /// <value>Default false.</value>
    public bool Insecure { get; set; }

    /// <summary>Keys that are not stored in the database but provided in files, by name.</summary>
    /// <value>Default none.</value>
    public Dictionary<string, GivenKeyOptions> Given { get; } = new(StringComparer.Ordinal);

    /// <summary>How often keys are read again: after so long, at the latest, a key that was revoked elsewhere is refused.</summary>
    /// <value>Default two seconds; a tenth of a second to a minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan RefreshPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many requests a second this gateway answers to the holder of one key, on average; more are answered with 429.</summary>
    /// <value>Default 10,000; 0 for as many as they are, up to 1,000,000.</value>
    [Range(0, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 10_000;

    /// <summary>How many requests of one key may come at one time, before their rate counts.</summary>
    /// <value>Default 20,000; 0 for as many as they are, up to 10,000,000.</value>
    [Range(0, 10_000_000)]
    public int Burst { get; set; } = 20_000;
}

/// <summary>A key that is provided in a file.</summary>
internal sealed class GivenKeyOptions
{
    /// <summary>What the key may do.</summary>
    /// <value>Required: reader, operator or admin.</value>
    public Role? Role { get; set; }

    /// <summary>The file that holds the key, 32 to 512 visible ASCII characters in one line.</summary>
    /// <value>Required.</value>
    public string? File { get; set; }
}

[OptionsValidator]
internal sealed partial class GatewayKeyOptionsValidator : IValidateOptions<GatewayKeyOptions>;
