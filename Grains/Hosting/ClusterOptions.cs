using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>Which cluster a process belongs to and how it reaches the others. All addresses are on loopback.</summary>
public sealed class ClusterOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Cluster";

    /// <summary>How the processes find one another.</summary>
    /// <value>Default <see cref="ClusterMode.Embedded"/> for a gateway; a silo process needs <see cref="ClusterMode.Localhost"/>.</value>
    [EnumDataType(typeof(ClusterMode), ErrorMessage = "Cluster:Mode must be embedded or localhost.")]
    public ClusterMode Mode { get; set; }

    /// <summary>The name that silos and gateways of one cluster share.</summary>
    /// <value>Default <c>inferno</c>.</value>
    [Required]
    public string ClusterId { get; set; } = "inferno";

    /// <summary>The name under which state is kept; never changed in a cluster's life.</summary>
    /// <value>Default <c>inferno</c>.</value>
    [Required]
    public string ServiceId { get; set; } = "inferno";

    /// <summary>The name of this silo.</summary>
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
}

[OptionsValidator]
internal sealed partial class ClusterOptionsValidator : IValidateOptions<ClusterOptions>;

/// <summary>Registers <see cref="ClusterOptions"/>.</summary>
public static class ClusterOptionsRegistration
{
    /// <summary>Binds them to their section and has them checked when the process starts.</summary>
    public static IServiceCollection AddClusterOptions(this IServiceCollection services)
    {
        services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>();
    }
}
