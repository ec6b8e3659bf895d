using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Weights;

/// <summary>The native memory of one silo and what stays in it.</summary>
public sealed class WeightsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Weights";

    /// <summary>Bytes of native memory that weights and their working space may take on a silo.</summary>
    /// <value>
    /// Default 0: half of the machine's memory; where the process is limited to less, as in a container, two thirds of what the garbage
    /// collector's heap leaves of that.
    /// </value>
    [Range(0L, long.MaxValue)]
    public long MemoryBytes { get; set; }

    /// <summary>How long weights that nobody uses stay loaded, in case they are wanted again; less when the memory is needed.</summary>
    /// <value>Default five seconds; up to a day.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether replicas that have nothing to do give up their memory where others need it, the one that was used longest ago first; its next
    /// request loads it again. Deployments that are pinned keep theirs.
    /// </summary>
    /// <value>Default false.</value>
    public bool EvictIdle { get; set; }

    /// <summary>How many networks one silo builds, loads or examines at a time; further ones wait.</summary>
    /// <value>Default half of the processors; 1 to 64.</value>
    [Range(1, 64)]
    public int ConcurrentWork { get; set; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 64);
}

[OptionsValidator]
internal sealed partial class WeightsOptionsValidator : IValidateOptions<WeightsOptions>;
