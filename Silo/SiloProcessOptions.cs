using System.ComponentModel.DataAnnotations;
using System.Net;
using InfernoOrleans.Grains.Hosting;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Silo;

/// <summary>How a silo process gets along with the program that started it.</summary>
internal sealed class SiloProcessOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Silo";

    /// <summary>What is printed to standard output when grains can be called.</summary>
    /// <value>Default <see cref="ReadyLineFormat.Text"/>.</value>
    [EnumDataType(typeof(ReadyLineFormat))]
    public ReadyLineFormat ReadyLine { get; set; } = ReadyLineFormat.Text;

    /// <summary>Whether the process stops when its standard input ends, so that it cannot outlive the program that started it.</summary>
    /// <value>Default false.</value>
    public bool ExitWithStandardInput { get; set; }

    /// <summary>Where <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c> are served: <c>localhost</c>, an IP address, or <c>*</c> for all. Nobody is asked for a key.</summary>
    /// <value>Default <c>localhost</c>.</value>
    [Required]
    public string HttpHost { get; set; } = "localhost";

    /// <summary>The port of that.</summary>
    /// <value>Default 0: no HTTP at all; up to 65,535.</value>
    [Range(0, 65_535)]
    public int HttpPort { get; set; }

    /// <summary>How long a silo that is told to stop may take to hand over what it has and to end what runs.</summary>
    /// <value>Default 30 seconds; a second to ten minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The options of a configuration, before anything else is set up from them.</summary>
    /// <exception cref="OptionsValidationException">They are not valid.</exception>
    public static SiloProcessOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<SiloProcessOptions>() ?? new SiloProcessOptions();
        var result = new SiloProcessOptionsValidator().Validate(name: null, options);
        return result.Succeeded ? options : throw new OptionsValidationException(Section, typeof(SiloProcessOptions), result.Failures);
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HttpHost is not ("localhost" or "*") && !IPAddress.TryParse(HttpHost, out _))
        {
            yield return new ValidationResult($"Silo:HttpHost is '{HttpHost}'; it must be localhost, an IP address of this machine, or * for all of them.");
        }
    }
}

[OptionsValidator]
internal sealed partial class SiloProcessOptionsValidator : IValidateOptions<SiloProcessOptions>;
