using System.Text;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces.Trees.Control;

namespace InfernoOrleans.Tests.Namespaces.Trees;

public sealed class ControlFileTests
{
    private readonly ControlFile file;
    private readonly List<string> done = [];

    public ControlFileTests() => file = new ControlFile(
        new ControlCommand("stop", (words, _) => DoAsync("stop", words)),
        new ControlCommand("rollout MODEL [DTYPE]", (words, _) => DoAsync("rollout", words)));

    [Theory]
    [InlineData("stop", "stop()")]
    [InlineData("stop\n", "stop()")]
    [InlineData("  stop \r\n", "stop()")]
    [InlineData("rollout digits@2", "rollout(digits@2)")]
    [InlineData("rollout\tdigits INT8", "rollout(digits|INT8)")]
    [InlineData("rollout 'my ''net''' ''", "rollout(my 'net'|)")]
    public async Task Write_ACommand_CarriesItOutWithItsWords(string line, string expected)
    {
        Assert.Equal($"{expected} is done.\n", await WriteAsync(line));
        Assert.Equal([expected], done);
    }

    [Theory]
    [InlineData("frobnicate", "'frobnicate'")]
    [InlineData("STOP", "'STOP'")]
    [InlineData("stop now", "ctl takes stop; 1 words")]
    [InlineData("rollout", "ctl takes rollout MODEL [DTYPE]; 0 words")]
    [InlineData("rollout a b c", "3 words")]
    [InlineData("", "one command")]
    [InlineData("\n", "one command")]
    [InlineData("stop\nstop", "one command")]
    [InlineData("rollout 'open", "one command")]
    [InlineData("rollout a\u0001", "one command")]
    public async Task Write_AnythingElse_IsRefusedAndDoesNothing(string line, string reason)
    {
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => WriteAsync(line));

        Assert.Equal((RefusalReason.Invalid, "ctl"), (refusal.Reason, refusal.Field));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(done);
    }

    [Fact]
    public async Task Write_AnUnknownCommand_ListsTheKnownOnes()
    {
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => WriteAsync(new string('x', 900)));

        Assert.Contains("Its commands are stop, rollout MODEL [DTYPE].", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(refusal.Message.Length, 60, 200);
    }

    [Fact]
    public async Task Write_TooMuchOrNoText_IsRefused()
    {
        await Assert.ThrowsAsync<RefusedException>(() => WriteAsync("stop" + new string(' ', 1_100)));
        await Assert.ThrowsAsync<RefusedException>(() => file.WriteAsync(new byte[] { 0x73, 0xFF }, "local", CancellationToken.None));
        Assert.Empty(done);
    }

    [Fact]
    public async Task Read_OfTheFile_ListsTheCommands() => Assert.Equal(
        "stop\nrollout MODEL [DTYPE]\n", Encoding.UTF8.GetString((await file.ReadAsync("local", CancellationToken.None)).Bytes.Span));

    private async Task<string> WriteAsync(string line) =>
        Encoding.UTF8.GetString((await file.WriteAsync(Encoding.UTF8.GetBytes(line), "local", CancellationToken.None)).Bytes.Span);

    private Task<string> DoAsync(string name, IReadOnlyList<string> words)
    {
        done.Add($"{name}({string.Join('|', words)})");
        return Task.FromResult($"{done[^1]} is done.");
    }
}
