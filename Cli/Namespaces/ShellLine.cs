using System.Text;

namespace InfernoOrleans.Cli.Namespaces;

/// <summary>
/// Takes a line apart as the shell rc does, as far as it goes here: words are parted by spaces, <c>'…'</c> quotes everything but a quote, which
/// is doubled, <c>;</c> ends a command, <c>&gt;</c> names the file that its output goes to, and a command that begins with <c>#</c> is a comment.
/// </summary>
internal sealed class ShellLine
{
    private readonly string line;
    private int next;

    private ShellLine(string line) => this.line = line;

    /// <summary>The commands of a line.</summary>
    /// <exception cref="CommandFailedException">A quote is not closed, or a <c>&gt;</c> stands alone.</exception>
    public static IReadOnlyList<ShellCommand> Parse(string line)
    {
        var commands = new List<ShellCommand>();
        var reader = new ShellLine(line);
        while (reader.next < line.Length)
        {
            if (reader.ReadCommand() is { } command) { commands.Add(command); }
        }

        return commands;
    }

    private ShellCommand? ReadCommand()
    {
        var words = new List<string>();
        string? target = null;
        while (SkipSpace() && line[next] != ';')
        {
            if (line[next] == '#' && words.Count == 0)
            {
                next = line.Length;
                return null;
            }

            if (line[next] != '>')
            {
                words.Add(ReadWord());
                continue;
            }

            next++;
            if (target is not null || !SkipSpace() || line[next] is ';' or '>')
            {
                throw new CommandFailedException("One file follows >, as in: echo stop > /models/digits/ctl", ExitCodes.Usage);
            }

            target = ReadWord();
        }

        next++;
        return words.Count > 0 ? new ShellCommand(words, target)
            : target is null ? null
            : throw new CommandFailedException($"A command goes before > {target}.", ExitCodes.Usage);
    }

    /// <returns>False at the end of the line.</returns>
    private bool SkipSpace()
    {
        while (next < line.Length && char.IsWhiteSpace(line[next])) { next++; }

        return next < line.Length;
    }

    private string ReadWord()
    {
        var word = new StringBuilder();
        while (next < line.Length && !char.IsWhiteSpace(line[next]) && line[next] is not (';' or '>'))
        {
            if (line[next] == '\'')
            {
                ReadQuoted(word);
            }
            else
            {
                word.Append(line[next++]);
            }
        }

        return word.ToString();
    }

    private void ReadQuoted(StringBuilder word)
    {
        for (next++; next < line.Length; next++)
        {
            if (line[next] != '\'')
            {
                word.Append(line[next]);
            }
            else if (next + 1 < line.Length && line[next + 1] == '\'')
            {
                word.Append(line[++next]);
            }
            else
            {
                next++;
                return;
            }
        }

        throw new CommandFailedException("A quote ' is not closed.", ExitCodes.Usage);
    }
}
