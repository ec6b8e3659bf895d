using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>The threads of a silo that do the computing.</summary>
public sealed class ComputeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Compute";

    /// <summary>How many threads compute.</summary>
    /// <value>Default 0: one per processor; up to 1,024.</value>
    [Range(0, 1_024)]
    public int Workers { get; set; }

    /// <summary>Most jobs that wait or run at one time; what comes beyond is refused with 503. A replica has one job, two where it is entitled to more.</summary>
    /// <value>Default 16,384; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxQueuedJobs { get; set; } = 16_384;
}

[OptionsValidator]
internal sealed partial class ComputeOptionsValidator : IValidateOptions<ComputeOptions>;
