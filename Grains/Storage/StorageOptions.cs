using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Storage;

/// <summary>Where this machine's state lies and how much of it is kept.</summary>
public sealed class StorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Storage";

    /// <summary>The folder that holds the database and the artifacts.</summary>
    /// <value>Default <c>./.inferno</c>.</value>
    [Required]
    public string DataDirectory { get; set; } = ".inferno";

    /// <summary>
    /// Whether several silos of a cluster with PostgreSQL share <see cref="DataDirectory"/>, as containers share a volume: each takes the
    /// first folder in it that no other uses, <c>1</c>, <c>2</c>, …, and so finds again what one before it has left.
    /// </summary>
    /// <value>Default false.</value>
    public bool SharedDirectory { get; set; }

    /// <summary>How long an artifact that nothing refers to is kept; also how long an abandoned upload lives.</summary>
    /// <value>Default ten minutes; a minute to a week.</value>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan ArtifactGracePeriod { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often artifacts that nothing refers to are collected.</summary>
    /// <value>Default one minute; a second to a day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ArtifactSweepInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>In a cluster, the most bytes of copies of artifacts that this silo keeps in its data folder; the least used go first.</summary>
    /// <value>Default 16 GiB; 1 MiB to 16 TiB.</value>
    [Range(1L << 20, 1L << 44)]
    public long ArtifactCacheBytes { get; set; } = 16L << 30;

    /// <summary>The most bytes of storage that deployments may be granted together.</summary>
    /// <value>Default 0: as many as they ask for.</value>
    [Range(0L, long.MaxValue)]
    public long CapacityBytes { get; set; }

    /// <summary>How long an idempotency key is remembered.</summary>
    /// <value>Default 24 hours; a minute to a week.</value>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan IdempotencyRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Idempotency keys remembered for one principal; the oldest go first.</summary>
    /// <value>Default 10,000; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int IdempotencyKeysPerPrincipal { get; set; } = 10_000;

    /// <summary>Writes that may wait for the database; more are refused with 503.</summary>
    /// <value>Default 4,096; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int WaitingWrites { get; set; } = 4_096;
}

[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
