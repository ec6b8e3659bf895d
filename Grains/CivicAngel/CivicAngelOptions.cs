using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.CivicAngel;

/// <summary>How much the agents remember, and for how long.</summary>
public sealed class CivicAngelOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "CivicAngel";

    /// <summary>The most memories of one agent; over it the weakest go first.</summary>
    /// <value>Default 10,000; 1 to 50,000.</value>
    [Range(1, 50_000)]
    public int MaxMemoriesPerAgent { get; set; } = 10_000;

    /// <summary>After how long the strength of a memory that is not recalled is half of what it was.</summary>
    /// <value>Default 30 days; a second to ten years.</value>
    [Range(typeof(TimeSpan), "00:00:01", "3660.00:00:00")]
    public TimeSpan HalfLife { get; set; } = TimeSpan.FromDays(30);

    /// <summary>By how much a dream ages every memory.</summary>
    /// <value>Default a day; 0 to a year.</value>
    [Range(typeof(TimeSpan), "00:00:00", "366.00:00:00")]
    public TimeSpan DreamAgeing { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The strength below which a dream forgets a memory; a new one has 1.</summary>
    /// <value>Default 0.001; 0 (nothing is forgotten) to less than 1.</value>
    [Range(0, 0.999)]
    public double WeakestStrength { get; set; } = 0.001;

    /// <summary>The most memories that one answer recalls; the next page has the older ones.</summary>
    /// <value>Default 10,000; 1 to 100,000.</value>
    [Range(1, 100_000)]
    public int MaxRecalled { get; set; } = 10_000;

    /// <summary>The most edges that dreams keep between agents that answer together; over it the weakest go first.</summary>
    /// <value>Default 2,000; 0 to 31,878, which is every pair.</value>
    [Range(0, 31_878)]
    public int MaxLearnedEdges { get; set; } = 2_000;

    /// <summary>The most custom agents.</summary>
    /// <value>Default 1,000; 0 to 10,000.</value>
    [Range(0, 10_000)]
    public int MaxCustomAgents { get; set; } = 1_000;

    /// <summary>The most activations of this silo that may wait to be written; more are refused with 503.</summary>
    /// <value>Default 1,000; 1 to 100,000.</value>
    [Range(1, 100_000)]
    public int MaxWaitingActivations { get; set; } = 1_000;

    /// <summary>The most events that are kept.</summary>
    /// <value>Default 100,000; 1,000 to a thousand million.</value>
    [Range(1_000, 1_000_000_000)]
    public int MaxEvents { get; set; } = 100_000;
}

/// <summary>Checks <see cref="CivicAngelOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class CivicAngelOptionsValidator : IValidateOptions<CivicAngelOptions>;
