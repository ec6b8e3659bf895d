using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>How much a namespace holds.</summary>
public sealed class NamespaceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Namespaces";

    /// <summary>The most that may be bound and mounted in one namespace.</summary>
    /// <value>Default 1,000; 16 to 10,000.</value>
    [Range(16, 10_000)]
    public int MaxMounts { get; set; } = 1_000;

    /// <summary>The most directories of one union.</summary>
    /// <value>Default 64; 2 to 99.</value>
    [Range(2, 99)]
    public int MaxUnion { get; set; } = 64;

    /// <summary>The most files and directories that are stored in one namespace.</summary>
    /// <value>Default 10,000; 16 to 1,000,000.</value>
    [Range(16, 1_000_000)]
    public int MaxFiles { get; set; } = 10_000;

    /// <summary>The most bytes of a stored file.</summary>
    /// <value>Default 64 KiB; 1 KiB to 1 MiB.</value>
    [Range(1_024, 1 << 20)]
    public int MaxFileBytes { get; set; } = 64 << 10;

    /// <summary>The most bytes of all stored files of one namespace.</summary>
    /// <value>Default 16 MiB; 1 KiB to 1 GiB.</value>
    [Range(1_024, 1 << 30)]
    public int MaxStoredBytes { get; set; } = 16 << 20;
}

/// <summary>Checks <see cref="NamespaceOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class NamespaceOptionsValidator : IValidateOptions<NamespaceOptions>;
