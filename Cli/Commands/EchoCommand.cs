using System.CommandLine;

namespace InfernoOrleans.Cli.Commands;

internal static class EchoCommand
{
    private const string Examples = """
        Examples:
          inferno echo stop --to /models/digits/ctl
          inferno echo stop '>' /models/digits/ctl
          inferno echo 0.5 1 -2 --to /models/net/data
        """;

    public static Command Create()
    {
        var words = new Argument<string[]>("WORD")
        {
            Description = "The words; '>' before the last one, quoted from your own shell, names the file.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var target = new Option<string?>("--to") { Description = "The file that they are written to.", HelpName = "PATH" };
        var isOpen = new Option<bool>("-n") { Description = "Leave out the line end." };
        var command = new ExampledCommand("echo", "Prints words, or writes them to a file of the namespace and prints what it answers.", Examples)
        {
            words, target, isOpen,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(words) is [.., ">"])
            {
                result.AddError("One file follows '>', as in: inferno echo stop '>' /models/digits/ctl");
            }
            else if (result.GetValue(target) is not null && Split(result.GetValue(words) ?? []).Target is not null)
            {
                result.AddError("Name the file in one way: --to PATH or '>' PATH.");
            }
        });

        return command.CallingFiles(async (parsed, files, cancellationToken) =>
        {
            var (text, named) = Split(parsed.GetValue(words) ?? []);
            var line = string.Join(' ', text) + (parsed.GetValue(isOpen) ? "" : "\n");
            if ((named ?? parsed.GetValue(target)) is { } path)
            {
                await files.WriteAsync(line, path, cancellationToken);
            }
            else
            {
                ServerOptions.TerminalOf(parsed).Write(line);
            }
        });
    }

    /// <summary>The words, and the file that <c>&gt;</c> names: a word of its own before it, or what the last word begins with.</summary>
    private static (IReadOnlyList<string> Words, string? Target) Split(string[] words) => words switch
    {
        [.. var text, ">", var path] => (text, path),
        [.. var text, ['>', .. { Length: > 0 } path]] => (text, path),
        _ => (words, null),
    };
}
