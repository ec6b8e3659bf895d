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
