using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Keys;

/// <summary>How many API keys there may be.</summary>
public sealed class KeyOptions
{
    /// <summary>The configuration section, in which gateways have settings of their own.</summary>
    public const string Section = "Keys";

    /// <summary>The most keys that are not revoked.</summary>
    /// <value>Default 1,000; 1 to 10,000, since each gateway holds them all.</value>
    [Range(1, 10_000)]
    public int MaxKeys { get; set; } = 1_000;
}

[OptionsValidator]
internal sealed partial class KeyOptionsValidator : IValidateOptions<KeyOptions>;
