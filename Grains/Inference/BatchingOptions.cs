using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Inference;

/// <summary>How much a replica queues and how it forms batches.</summary>
public sealed class BatchingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Batching";

    /// <summary>Most rows run as one batch; a single request with more runs alone.</summary>
    /// <value>Default 64; 1 to 4,096.</value>
    [Range(1, 4_096)]
    public int MaxBatchRows { get; set; } = 64;

    /// <summary>Most bytes of inputs and outputs of one batch; a single request with more runs alone.</summary>
    /// <value>Default 16 MiB; 1 KiB to 1 GiB.</value>
    [Range(1L << 10, 1L << 30)]
    public long MaxBatchBytes { get; set; } = 16L << 20;

    /// <summary>How long requests wait for others to run with, once it is their turn; less when <see cref="MaxBatchRows"/> have come.</summary>
    /// <value>Default zero: what waited while the last batch ran is the next; up to a second.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan MaxDelay { get; set; }

    /// <summary>Most requests that wait at one replica; more are refused with 503.</summary>
    /// <value>Default 1,024; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxQueuedRequests { get; set; } = 1_024;

    /// <summary>Most bytes of input that wait at one replica; more are refused with 503, unless nothing waits.</summary>
    /// <value>Default 64 MiB; 1 KiB to 16 GiB.</value>
    [Range(1L << 10, 1L << 34)]
    public long MaxQueuedBytes { get; set; } = 64L << 20;
}

[OptionsValidator]
internal sealed partial class BatchingOptionsValidator : IValidateOptions<BatchingOptions>;
