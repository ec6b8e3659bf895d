using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Audit;

/// <summary>How long and how much is kept of who changed what.</summary>
public sealed class AuditOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Audit";

    /// <summary>How long an entry is kept.</summary>
    /// <value>Default 90 days; an hour to ten years.</value>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The most entries that are kept; the oldest go first.</summary>
    /// <value>Default 1,000,000; 1,000 to 100,000,000.</value>
    [Range(1_000, 100_000_000)]
    public int MaxEntries { get; set; } = 1_000_000;
}

[OptionsValidator]
internal sealed partial class AuditOptionsValidator : IValidateOptions<AuditOptions>;
