using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>Bounds of what may be deployed. Whatever lies over one is refused with a message that names it.</summary>
public sealed class DeploymentOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Deployments";

    /// <summary>The most deployments that may exist.</summary>
    /// <value>Default 10,000; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxDeployments { get; set; } = 10_000;

    /// <summary>The most replicas of one deployment.</summary>
    /// <value>Default 64; 1 to 1,024.</value>
    [Range(1, 1_024)]
    public int MaxReplicas { get; set; } = 64;

    /// <summary>How many revisions of a deployment are kept to roll back to.</summary>
    /// <value>Default 10; 2 to 1,000.</value>
    [Range(2, 1_000)]
    public int MaxRevisions { get; set; } = 10;

    /// <summary>How often deployments that are not as they should be are looked for.</summary>
    /// <value>Default five seconds; a tenth of a second to ten minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most replicas that are moved in a minute to even out the load of silos.</summary>
    /// <value>Default 30; 0 for none, to 1,000.</value>
    [Range(0, 1_000)]
    public int MaxMovesPerMinute { get; set; } = 30;

    /// <summary>The greatest input, hidden or output size of a network that is built.</summary>
    /// <value>Default 65,536; 1 to 1,048,576.</value>
    [Range(1, 1_048_576)]
    public int MaxLayerSize { get; set; } = 65_536;

    /// <summary>The most hidden layers of a network that is built.</summary>
    /// <value>Default 64; 1 to 80.</value>
    [Range(1, 80)]
    public int MaxHiddenLayers { get; set; } = 64;

    /// <summary>The most parameters of a network that is built.</summary>
    /// <value>Default 268,435,456, a gibibyte of 32-bit weights; 1 to 2³¹ − 1.</value>
    [Range(1L, int.MaxValue)]
    public long MaxParameters { get; set; } = 268_435_456;
}

[OptionsValidator]
internal sealed partial class DeploymentOptionsValidator : IValidateOptions<DeploymentOptions>;
