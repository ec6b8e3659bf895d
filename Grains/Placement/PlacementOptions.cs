using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Placement;

/// <summary>How silos learn of one another's load and what that is worth when a place for a grain is chosen.</summary>
public sealed class PlacementOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Placement";

    /// <summary>How often a silo tells the others how busy it is.</summary>
    /// <value>Default a second; 50 ms to a minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan ReportPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After how long a report no longer counts; the silo's load is then unknown.</summary>
    /// <value>Default five seconds; 100 ms to ten minutes, and more than <see cref="ReportPeriod"/>.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The share that the newest measurement has in the smoothed CPU.</summary>
    /// <value>Default 0.4; 0.01 to 1, which does not smooth.</value>
    /// <remarks>All silos of a cluster smooth alike: from it each also knows how much of the newest activations another's CPU shows.</remarks>
    [Range(0.01, 1)]
    public double Smoothing { get; set; } = 0.4;

    /// <summary>By how much the silo that places may be worse than the best one and is chosen all the same, since calls are short there.</summary>
    /// <value>Default 0.02, as much as 2 % CPU; 0 to 10, which is practically always.</value>
    [Range(0, 10)]
    public double LocalMargin { get; set; } = 0.02;

    /// <summary>How many silos are compared; when there are more, these are drawn by chance for each grain.</summary>
    /// <value>Default 64; 2 to 10,000.</value>
    [Range(2, 10_000)]
    public int ComparedSilos { get; set; } = 64;

    /// <summary>The smoothed CPU above which a silo is chosen only if all others are as busy.</summary>
    /// <value>Default 0.95; 0.1 to 1, which is never.</value>
    [Range(0.1, 1)]
    public double OverloadedCpu { get; set; } = 0.95;

    /// <summary>The reserved share of the ledger above which a silo is chosen only if all others are as full.</summary>
    /// <value>Default 0.98; 0.1 to 1, which is never.</value>
    [Range(0.1, 1)]
    public double OverloadedMemory { get; set; } = 0.98;

    /// <summary>What a silo's CPU counts, from none used to all.</summary>
    /// <value>Default 1; 0 to 100.</value>
    [Range(0, 100)]
    public double CpuWeight { get; set; } = 1;

    /// <summary>What the ledger counts, from empty to full. It is taken to the fourth power: memory matters when little is left.</summary>
    /// <value>Default 0.1; 0 to 100.</value>
    [Range(0, 100)]
    public double MemoryWeight { get; set; } = 0.1;

    /// <summary>What jobs in the compute pool count beyond one for each worker, from none to a queue without end; one more for each is half of it.</summary>
    /// <value>Default 0.05; 0 to 100.</value>
    [Range(0, 100)]
    public double QueueWeight { get; set; } = 0.05;

    /// <summary>What activations count, from none to more than one can imagine; 10,000 for each core are half of it.</summary>
    /// <value>Default 0.05; 0 to 100.</value>
    [Range(0, 100)]
    public double ActivationWeight { get; set; } = 0.05;

    /// <summary>The least part of a core that an activation is expected to need before the CPU shows it.</summary>
    /// <value>Default 0.005; 0.00001 to 10.</value>
    /// <remarks>What it is beyond that is learned from how the CPU of silos follows their activations.</remarks>
    [Range(0.000_01, 10)]
    public double LeastActivationCost { get; set; } = 0.005;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (StaleAfter <= ReportPeriod)
        {
            yield return new ValidationResult(
                $"Placement:StaleAfter ({StaleAfter}) must be more than Placement:ReportPeriod ({ReportPeriod}).");
        }
    }
}

[OptionsValidator]
internal sealed partial class PlacementOptionsValidator : IValidateOptions<PlacementOptions>;
