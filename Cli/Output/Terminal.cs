using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using InfernoOrleans.Cli.Rest;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace InfernoOrleans.Cli.Output;

/// <summary>Where a command writes: data to standard output, all that is said about it to standard error.</summary>
/// <param name="output">Standard output: tables, numbers, or with <paramref name="json"/> one JSON document.</param>
/// <param name="error">Standard error: progress and messages.</param>
/// <param name="json">Whether standard output is for a program.</param>
internal sealed class Terminal(TextWriter output, TextWriter error, bool json)
{
    private readonly Lazy<IAnsiConsole> results = new(() => CreateConsole(output));
    private readonly Lazy<IAnsiConsole> messages = new(() => CreateConsole(error));

    public bool Json { get; } = json;

    /// <summary>Standard output as a console: colours and the window's width on a terminal, plain unwrapped text elsewhere.</summary>
    public IAnsiConsole Results => results.Value;

    /// <summary>Standard error as a console.</summary>
    public IAnsiConsole Messages => messages.Value;

    public void WriteLine(string line) => output.WriteLine(Shown(line));

    /// <summary>Writes a text that has its line ends.</summary>
    public void Write(string text) => output.Write(Shown(text));

    /// <summary>
    /// Writes the bytes of a file as they are; on a terminal, and where there is no stream for them, as the text that they are in UTF-8.
    /// </summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        if (output != Console.Out || IsShown)
        {
            Write(Encoding.UTF8.GetString(bytes));
            return;
        }

        output.Flush();
        using var stream = Console.OpenStandardOutput();
        stream.Write(bytes);
    }

    public void WriteJson<T>(T value, JsonTypeInfo<T> type) => output.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Shows a value: as JSON for a program, else as people read it.</summary>
    public void Show<T>(T value, JsonTypeInfo<T> type, Func<T, IRenderable> sheet)
    {
        if (Json)
        {
            WriteJson(value, type);
        }
        else
        {
            Results.Write(sheet(value));
        }
    }

    /// <summary>Shows a list; people are told when it is empty.</summary>
    /// <param name="values">The list.</param>
    /// <param name="type">How it is written for a program.</param>
    /// <param name="table">How people read it.</param>
    /// <param name="none">What they are told: <c>No tasks.</c></param>
    public void ShowAll<T>(IReadOnlyList<T> values, JsonTypeInfo<IReadOnlyList<T>> type, Func<IReadOnlyList<T>, IRenderable> table, string none)
    {
        if (values.Count > 0 || Json)
        {
            Show(values, type, table);
        }
        else
        {
            Say(none);
        }
    }

    /// <summary>Asks for a line, on standard error.</summary>
    public void Prompt(string text)
    {
        error.Write(text);
        error.Flush();
    }

    public void Say(string message) => error.WriteLine(message);

    /// <summary>Tells why a command failed: a line on standard error, or under <c>--json</c> problem details on standard output.</summary>
    public void Fail(string message, string? problemJson = null)
    {
        if (!Json)
        {
            Say($"inferno: {message}");
            return;
        }

        output.WriteLine(problemJson?.ReplaceLineEndings("")
            ?? JsonSerializer.Serialize(new LocalProblem(message), InfernoJson.Readable.LocalProblem));
    }

    /// <summary>Whether a person looks at standard output.</summary>
    private bool IsShown => output == Console.Out && !Console.IsOutputRedirected;

    private string Shown(string text) => IsShown ? ControlCharacters.Replace(text) : text;

    private static IAnsiConsole CreateConsole(TextWriter writer)
    {
        var target = new AnsiConsoleOutput(writer);
        if (target.IsTerminal) { return AnsiConsole.Create(new AnsiConsoleSettings { Out = target }); }

        // Said outright, since Spectre would believe the environment. A pipe has no width, and a row broken in two is of no use to grep.
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = target,
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = 4096;
        return console;
    }
}
