using System.ComponentModel.DataAnnotations;
using InfernoOrleans.Grains.Compute.Work;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Compute;

/// <summary>What tasks may ask for, how they are run, and how long they are kept.</summary>
public sealed class TaskOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tasks";

    /// <summary>The most tasks that a silo runs at one time, for all its nodes.</summary>
    /// <value>Default 0: as many as it has threads that compute; up to 1,024.</value>
    [Range(0, 1_024)]
    public int Slots { get; set; }

    /// <summary>The labels of the silo's own node, by which tasks may choose it.</summary>
    /// <value>Default none.</value>
    public IDictionary<string, string> Labels { get; } = new Dictionary<string, string>();

    /// <summary>The most tasks that may wait; more are refused with 503.</summary>
    /// <value>Default 2,000,000; 1 to a thousand million.</value>
    [Range(1, 1_000_000_000)]
    public long MaxQueued { get; set; } = 2_000_000;

    /// <summary>The most tasks of one batch.</summary>
    /// <value>Default 1,000; 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 1_000;

    /// <summary>The most tasks that one may depend on.</summary>
    /// <value>Default 100; 1 to 1,000.</value>
    [Range(1, 1_000)]
    public int MaxDependencies { get; set; } = 100;

    /// <summary>The most steps of the pipeline of a data task.</summary>
    /// <value>Default 64; 1 to 1,000.</value>
    [Range(1, 1_000)]
    public int MaxSteps { get; set; } = 64;

    /// <summary>The largest result, in bytes.</summary>
    /// <value>Default 64 MiB; 4 bytes to 1 GiB.</value>
    [Range(4L, 1L << 30)]
    public long MaxResultBytes { get; set; } = 64L << 20;

    /// <summary>The largest result that is part of an answer; longer ones are artifacts.</summary>
    /// <value>Default 1 MiB; up to 16 MiB.</value>
    [Range(0, 16 << 20)]
    public int MaxInlineResultBytes { get; set; } = 1 << 20;

    /// <summary>
    /// The most that a task may compute, by its shapes, in multiply-adds of a matrix product; other steps count by the time they take.
    /// </summary>
    /// <value>Default 10¹³: some minutes of one processor; 1 to 10¹⁸.</value>
    [Range(1.0, 1e18)]
    public double MaxOperations { get; set; } = 1e13;

    /// <summary>How long an attempt may run when the task does not say.</summary>
    /// <value>Default ten minutes; a millisecond to <see cref="MaxTimeout"/>.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "7.00:00:00")]
    public TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The most that a task may ask for.</summary>
    /// <value>Default a day; a millisecond to a week.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "7.00:00:00")]
    public TimeSpan MaxTimeout { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a silo may fail to say that it has an attempt before another silo gets the task.</summary>
    /// <value>Default five seconds; one second to ten minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long ended tasks are kept.</summary>
    /// <value>Default a day; a second to a year.</value>
    [Range(typeof(TimeSpan), "00:00:01", "366.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The most ended tasks that are kept.</summary>
    /// <value>Default 1,000,000; 1 to a thousand million.</value>
    [Range(1, 1_000_000_000)]
    public long MaxEnded { get; set; } = 1_000_000;

    /// <summary>The most events that are kept.</summary>
    /// <value>Default 200,000; 1,000 to a thousand million.</value>
    [Range(1_000, 1_000_000_000)]
    public long MaxEvents { get; set; } = 200_000;

    /// <summary>The most nodes.</summary>
    /// <value>Default 1,000; 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int MaxNodes { get; set; } = 1_000;

    internal TaskLimits Limits => new(MaxResultBytes, MaxOperations, MaxSteps);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DefaultTimeout > MaxTimeout)
        {
            yield return new ValidationResult($"Tasks:DefaultTimeout ({DefaultTimeout}) must not exceed Tasks:MaxTimeout ({MaxTimeout}).");
        }
    }
}

[OptionsValidator]
internal sealed partial class TaskOptionsValidator : IValidateOptions<TaskOptions>;
