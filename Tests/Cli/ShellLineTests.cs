using InfernoOrleans.Cli;
using InfernoOrleans.Cli.Namespaces;

namespace InfernoOrleans.Tests.Cli;

public sealed class ShellLineTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData("# a comment; ls", "")]
    [InlineData("ls", "[ls]")]
    [InlineData("ls -l  /models ", "[ls|-l|/models]")]
    [InlineData("echo 'a  b' c''d 'it''s'", "[echo|a  b|cd|it's]")]
    [InlineData("echo ''", "[echo|]")]
    [InlineData("echo '>' ';'", "[echo|>|;]")]
    [InlineData("cd /models; ls;", "[cd|/models][ls]")]
    [InlineData("echo stop >/models/x/ctl", "[echo|stop]>/models/x/ctl")]
    [InlineData("echo stop > '/models/my net/ctl'; pwd", "[echo|stop]>/models/my net/ctl[pwd]")]
    [InlineData(">/x echo 1", "[echo|1]>/x")]
    [InlineData("mount #models/deploy-3 /models", "[mount|#models/deploy-3|/models]")]
    [InlineData("ls; # the rest; ls", "[ls]")]
    public void Parse_OfALine_TakesItApartAsRcDoes(string line, string expected) => Assert.Equal(
        expected,
        string.Concat(ShellLine.Parse(line).Select(command => $"[{string.Join('|', command.Words)}]{(command.Target is null ? "" : $">{command.Target}")}")));

    [Theory]
    [InlineData("echo 'open", "not closed")]
    [InlineData("echo >", "One file follows >")]
    [InlineData("echo 1 > ; ls", "One file follows >")]
    [InlineData("echo 1 > a > b", "One file follows >")]
    [InlineData("echo 1 >> a", "One file follows >")]
    [InlineData("> a", "A command goes before > a")]
    public void Parse_OfALineThatIsNone_SaysWhy(string line, string reason)
    {
        var failure = Assert.Throws<CommandFailedException>(() => ShellLine.Parse(line));

        Assert.Equal(2, failure.ExitCode);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }
}
