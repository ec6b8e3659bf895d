using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Models;

/// <summary>Bounds of the model registry.</summary>
public sealed class ModelOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Models";

    /// <summary>The most model versions that may be registered.</summary>
    /// <value>Default 100,000; 1 to 10,000,000.</value>
    [Range(1, 10_000_000)]
    public int MaxVersions { get; set; } = 100_000;
}

[OptionsValidator]
internal sealed partial class ModelOptionsValidator : IValidateOptions<ModelOptions>;
