using InfernoOrleans.Cli.Output;

namespace InfernoOrleans.Tests.Cli;

public sealed class ControlCharactersTests
{
    [Theory]
    [InlineData("a\tb\r\nü 数\n", "a\tb\r\nü 数\n")]
    [InlineData("\u001b]0;title\u0007\u009b2J\0\u007f", "\uFFFD]0;title\uFFFD\uFFFD2J\uFFFD\uFFFD")]
    public void Replace_OfText_LeavesNoCommandsForATerminal(string text, string shown) => Assert.Equal(shown, ControlCharacters.Replace(text));
}
