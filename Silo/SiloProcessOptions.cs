using System.ComponentModel.DataAnnotations;
using InfernoOrleans.Grains.Hosting;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Silo;

/// <summary>How a silo process gets along with the program that started it.</summary>
internal sealed class SiloProcessOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Silo";

    /// <summary>What is printed to standard output when grains can be called.</summary>
    /// <value>Default <see cref="ReadyLineFormat.Text"/>.</value>
    [EnumDataType(typeof(ReadyLineFormat))]
    public ReadyLineFormat ReadyLine { get; set; } = ReadyLineFormat.Text;

    /// <summary>Whether the process stops when its standard input ends, so that it cannot outlive the program that started it.</summary>
    /// <value>Default false.</value>
    public bool ExitWithStandardInput { get; set; }
}

[OptionsValidator]
internal sealed partial class SiloProcessOptionsValidator : IValidateOptions<SiloProcessOptions>;
