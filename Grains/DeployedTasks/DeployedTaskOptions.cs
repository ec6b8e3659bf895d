using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.DeployedTasks;

/// <summary>How deployed tasks are looked after.</summary>
public sealed class DeployedTaskOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "DeployedTasks";

    /// <summary>How often runs that are due, or have ended, are looked for.</summary>
    /// <value>Default one second; a tenth of a second to a minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The shortest time from the beginning of one run to that of the next.</summary>
    /// <value>Default one second; a millisecond to a day.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan MinPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many runs of each are kept.</summary>
    /// <value>Default 100; 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int MaxRuns { get; set; } = 100;
}

[OptionsValidator]
internal sealed partial class DeployedTaskOptionsValidator : IValidateOptions<DeployedTaskOptions>;
