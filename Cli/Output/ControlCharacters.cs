namespace InfernoOrleans.Cli.Output;

/// <summary>Keeps what others wrote from giving commands to a terminal, which take effect when they are shown.</summary>
internal static class ControlCharacters
{
    /// <summary>The text with U+FFFD in place of control characters; tabs and line ends stay.</summary>
    public static string Replace(string text) => string.Create(text.Length, text, static (shown, text) =>
    {
        for (var i = 0; i < shown.Length; i++)
        {
            shown[i] = char.IsControl(text[i]) && text[i] is not ('\t' or '\r' or '\n') ? '\uFFFD' : text[i];
        }
    });
}
