using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using InfernoOrleans.Grains.Storage.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>Which cluster a process belongs to and how it reaches the others.</summary>
public sealed partial class ClusterOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Cluster";

    private const string Automatic = "auto";
    private const int MaxSiloName = 63;

    private string? incomplete;

    /// <summary>How the processes find one another.</summary>
    /// <value>
    /// Default <see cref="ClusterMode.Embedded"/> for a gateway and <see cref="ClusterMode.Localhost"/> for a silo process; a
    /// <see cref="ConnectionString"/> makes it <see cref="ClusterMode.Postgres"/>.
    /// </value>
    [EnumDataType(typeof(ClusterMode), ErrorMessage = "Cluster:Mode must be embedded, localhost or postgres.")]
    public ClusterMode Mode { get; set; }

    /// <summary>The PostgreSQL database of the cluster: <c>Host=…;Database=…;Username=…;Password=…</c>.</summary>
    /// <value>Default none.</value>
    public string? ConnectionString { get; set; }

    /// <summary>A file with the password for <see cref="ConnectionString"/>, such as a secret that a container is given.</summary>
    /// <value>Default none.</value>
    public string? PasswordFile { get; set; }

    /// <summary>
    /// The IP address of this machine at which other silos and gateways reach a silo; <c>auto</c> for the one with which it reaches the
    /// database, as it has no other that it could know of in a container.
    /// </summary>
    /// <value>Default <c>127.0.0.1</c>; only used in a cluster with PostgreSQL.</value>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The name that silos and gateways of one cluster share.</summary>
    /// <value>Default <c>inferno</c>.</value>
    [Required]
    public string ClusterId { get; set; } = "inferno";

    /// <summary>The name under which state is kept; never changed in a cluster's life.</summary>
    /// <value>Default <c>inferno</c>.</value>
    [Required]
    public string ServiceId { get; set; } = "inferno";

    /// <summary>The name of this silo; <c>auto</c> for <c>silo-</c> and the name of its machine or container.</summary>
    /// <value>Default <c>silo-1</c>.</value>
    [Required]
    public string SiloName { get; set; } = "silo-1";

    /// <summary>The port on which silos talk to one another.</summary>
    /// <value>Default 0: a free one when embedded, 11111 otherwise.</value>
    [Range(0, 65_535)]
    public int SiloPort { get; set; }

    /// <summary>The port on which a silo takes calls of gateways.</summary>
    /// <value>Default 0: a free one when embedded, 30000 otherwise.</value>
    [Range(0, 65_535)]
    public int GatewayPort { get; set; }

    /// <summary>
    /// The most bytes of the arguments, or of the answer, of a call between processes; a larger one is refused with 413. The same for all
    /// silos and gateways of a cluster.
    /// </summary>
    /// <value>Default 96 MiB; 1 MiB to 1 GiB.</value>
    [Range(1 << 20, 1 << 30)]
    public int MaxMessageBytes { get; set; } = 96 << 20;

    /// <summary>The options of a configuration, before anything else is set up from them.</summary>
    /// <exception cref="OptionsValidationException">They are not valid.</exception>
    public static ClusterOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<ClusterOptions>() ?? new ClusterOptions();
        options.Complete();
        var result = new ClusterOptionsValidator().Validate(name: null, options);
        return result.Succeeded ? options : throw new OptionsValidationException(Section, typeof(ClusterOptions), result.Failures);
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Mode == ClusterMode.Postgres && string.IsNullOrWhiteSpace(ConnectionString))
        {
            yield return new ValidationResult("Cluster:Mode=postgres needs Cluster:ConnectionString.");
        }

        if (incomplete is not null)
        {
            yield return new ValidationResult(incomplete);
        }

        if (!string.IsNullOrWhiteSpace(ConnectionString) && PostgresConnection.Fault(ConnectionString) is { } fault)
        {
            yield return new ValidationResult(
                $"Cluster:ConnectionString is none of PostgreSQL, such as Host=…;Database=…;Username=…;Password=…: {fault}");
        }

        if (!SiloNames().IsMatch(SiloName))
        {
            yield return new ValidationResult(
                $"Cluster:SiloName is '{SiloName}'; it must begin with a letter or digit and hold only letters, digits, '.', '_' and '-', 63 at most.");
        }

        if (!IPAddress.TryParse(Address, out _))
        {
            yield return new ValidationResult($"Cluster:Address is '{Address}'; it must be an IP address of this machine.");
        }
    }

    /// <summary>It is the id of the silo's compute node, too, and part of what the database knows its connections by, of which it keeps 63 bytes.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SiloNames();

    /// <summary>Fills in what follows from the rest, the machine and its files. What is amiss there is told when the options are validated.</summary>
    internal void Complete()
    {
        if (SiloName == Automatic)
        {
            var name = $"silo-{Environment.MachineName}";
            SiloName = name.Length <= MaxSiloName ? name : name[..MaxSiloName];
        }

        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            incomplete = string.IsNullOrWhiteSpace(PasswordFile) ? null : "Cluster:PasswordFile needs Cluster:ConnectionString, whose password it holds.";
            return;
        }

        Mode = ClusterMode.Postgres;
        try
        {
            ConnectionString = string.IsNullOrWhiteSpace(PasswordFile) ? ConnectionString : PostgresConnection.WithPassword(ConnectionString, PasswordFile);
            Address = Address == Automatic ? PostgresConnection.OwnAddress(ConnectionString).ToString() : Address;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            incomplete = $"Cluster:PasswordFile is {PasswordFile}, which cannot be read: {exception.Message}";
        }
        catch (SocketException exception)
        {
            incomplete = $"Cluster:Address is {Automatic}, and no way to the database of Cluster:ConnectionString is known: {exception.Message}.";
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            // No connection string, which is told anyway.
        }
    }
}

[OptionsValidator]
internal sealed partial class ClusterOptionsValidator : IValidateOptions<ClusterOptions>;

/// <summary>Registers <see cref="ClusterOptions"/>.</summary>
public static class ClusterOptionsRegistration
{
    /// <summary>Binds them to their section and has them checked when the process starts.</summary>
    public static IServiceCollection AddClusterOptions(this IServiceCollection services)
    {
        services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).PostConfigure(options => options.Complete()).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>();
    }
}
