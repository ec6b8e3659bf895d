using System.CommandLine;
using System.CommandLine.Parsing;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The options that say what agents are asked, beside what it is about.</summary>
/// <param name="of">What begins their descriptions, where a command has options of other kinds: <c>agent: </c>.</param>
internal sealed class AngelInputOptions(string of = "")
{
    private const int MostSteps = 3;

    private readonly Option<string?> symbol = new("--symbol")
    {
        Description = $"{of}What the emergent angel remembers it by; it answers to the symbol emergence.",
        HelpName = "WORD",
    };

    private readonly Option<string?> glyph = new("--glyph") { Description = $"{of}A sign that goes with it.", HelpName = "SIGN" };

    private readonly Option<string?> color = new("--color") { Description = $"{of}A colour that goes with it.", HelpName = "COLOR" };

    private readonly Option<int?> depth = new("--depth")
    {
        Description = $"{of}How many steps answers spread to agents nearby. [default: 0]",
        HelpName = $"0..{MostSteps}",
        CustomParser = result => NumberArgument.Read(result, 0, MostSteps),
    };

    /// <summary>Not for a command that takes the gesture as an argument.</summary>
    public Option<string?> Gesture { get; } = new("--gesture")
    {
        Description = $"{of}Names the hands that are to answer, such as mirror+flame; with compute in it, agents with a model use that on the numbers.",
        HelpName = "TEXT",
    };

    /// <summary>All but the gesture.</summary>
    public IReadOnlyList<Option> Others => [symbol, glyph, color, depth];

    /// <summary>Whether one of them is given.</summary>
    public bool AreGiven(SymbolResult result) => Others.Append(Gesture).Any(option => result.GetResult(option) is { Implicit: false });

    public AngelInput Read(ParseResult parsed, string? description, string? gesture, IReadOnlyList<double>? data) => new()
    {
        Description = description,
        Symbol = parsed.GetValue(symbol),
        Gesture = gesture,
        Glyph = parsed.GetValue(glyph),
        Color = parsed.GetValue(color),
        Depth = parsed.GetValue(depth),
        Data = data,
    };
}
