using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace InfernoOrleans.Grains.Namespaces.Trees.Control;

/// <summary>
/// Reads what was written to a <c>ctl</c>: one line of words parted by spaces. A word in quotes, <c>'my net'</c>, may hold spaces, and a quote
/// that is doubled, as in the shell rc.
/// </summary>
internal static class ControlLine
{
    private const int MostBytes = 1_024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the words. False: it is not one line of them.</summary>
    public static bool TryParse(ReadOnlySpan<byte> content, [NotNullWhen(true)] out IReadOnlyList<string>? words)
    {
        words = null;
        return content.Length <= MostBytes && TryDecode(content, out var text) && TrySplit(text.TrimEnd('\n').TrimEnd('\r'), out words) && words.Count > 0;
    }

    private static bool TryDecode(ReadOnlySpan<byte> content, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = Strict.GetString(content);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            return false;
        }
    }

    private static bool TrySplit(string line, [NotNullWhen(true)] out IReadOnlyList<string>? words)
    {
        words = null;
        var found = new List<string>();
        var word = new StringBuilder();
        bool isWord = false, isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var next = line[i];
            if (next == '\'')
            {
                if (isQuoted && i + 1 < line.Length && line[i + 1] == '\'')
                {
                    word.Append(line[++i]);
                }
                else
                {
                    isQuoted = !isQuoted;
                }

                isWord = true;
            }
            else if (!isQuoted && next is ' ' or '\t')
            {
                EndWord();
            }
            else if (char.IsControl(next))
            {
                return false;
            }
            else
            {
                word.Append(next);
                isWord = true;
            }
        }

        EndWord();
        words = found;
        return !isQuoted;

        void EndWord()
        {
            if (isWord)
            {
                found.Add(word.ToString());
                word.Clear();
            }

            isWord = false;
        }
    }
}
