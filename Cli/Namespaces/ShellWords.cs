namespace InfernoOrleans.Cli.Namespaces;

/// <summary>What follows the name of a command of the shell: flags, then the rest.</summary>
internal sealed class ShellWords(IReadOnlyList<string> words)
{
    private int next = 1;

    /// <summary>What is left.</summary>
    public IReadOnlyList<string> Rest => [.. words.Skip(next)];

    /// <summary>Takes words of flags, <c>-bc</c>, as far as they are nothing else; <c>--</c> ends them.</summary>
    public string TakeFlags(string known)
    {
        var flags = "";
        while (next < words.Count && words[next] is ['-', _, ..] word)
        {
            var end = word == "--";
            if (!end && !word.AsSpan(1).ContainsAnyExcept(known))
            {
                flags += word[1..];
            }
            else if (!end)
            {
                break;
            }

            next++;
            if (end) { break; }
        }

        return flags;
    }

    /// <summary>What is left, of which there must be so many words.</summary>
    /// <exception cref="CommandFailedException">There are more or fewer.</exception>
    public IReadOnlyList<string> RestOf(int least, int most)
    {
        var rest = Rest;
        if (rest.Count >= least && rest.Count <= most) { return rest; }

        var expected = most == 0 ? "no words" : least == most ? $"{least} words" : most == int.MaxValue ? $"at least {least}" : $"{least} to {most} words";
        throw new CommandFailedException($"{words[0]} takes {expected}, not {rest.Count}; help tells more.", ExitCodes.Usage);
    }
}
